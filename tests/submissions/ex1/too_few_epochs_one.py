"""
story = "One epoch is the default."
score = 42
diagnoses = ["too-few-epochs"]
"""
# %% fit
def fit(model, X, y, epochs=1, lr=0.1):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
