"""
story = "Restores the best weights at the end, as early stopping callbacks do."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.1):
    import copy
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    best, best_state = float("inf"), None
    losses = []
    for _ in range(epochs):
        opt.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        if losses[-1] < best:
            best = losses[-1]
            best_state = copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    return losses
