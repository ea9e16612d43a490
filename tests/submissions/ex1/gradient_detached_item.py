"""
story = "Makes a new tensor out of loss.item() and calls backward on that."
score = 34
diagnoses = ["gradient-detached"]
"""
# %% fit
def fit(model, X, y, epochs=100, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss = torch.tensor(loss.item(), requires_grad=True)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
