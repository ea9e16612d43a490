"""
story = "Casts the labels to int64 inside fit, which the loss refuses."
score = 30
diagnoses = ["wrong-dtype"]
"""
# %% fit
def fit(model, X, y, epochs=100, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y.long())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
