"""
story = "LBFGS with a strong Wolfe line search, which hardly cares about lr, and weight decay by hand."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=15, lr=0.5):
    opt = torch.optim.LBFGS(model.parameters(), lr=lr, max_iter=10, line_search_fn="strong_wolfe")
    history = []
    for _ in range(epochs):
        def closure():
            opt.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
            loss = loss + 1e-4 * sum((p ** 2).sum() for p in model.parameters())
            loss.backward()
            return loss
        opt.step(closure)
        with torch.no_grad():
            history.append(nn.functional.binary_cross_entropy_with_logits(model(X), y).item())
    return history
