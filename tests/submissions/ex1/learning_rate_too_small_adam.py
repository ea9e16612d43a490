"""
story = "Adam at 1e-6."
score = 42
diagnoses = ["learning-rate-too-small"]
"""
# %% fit
def fit(model, X, y, epochs=200, lr=1e-06):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
