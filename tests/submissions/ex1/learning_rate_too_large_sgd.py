"""
story = "A learning rate of 1000."
score = 47
diagnoses = ["learning-rate-too-large"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=1000.0):
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
