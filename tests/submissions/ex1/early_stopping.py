"""
story = "Stops as soon as the loss hardly falls, so the history is shorter than asked for."
score = 48
diagnoses = ["wrong-shape"]
"""
# %% fit
def fit(model, X, y, epochs=3000, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) > 1 and losses[-2] - losses[-1] < 1e-3:
            break
    return losses
