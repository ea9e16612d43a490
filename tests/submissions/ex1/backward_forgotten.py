"""
story = "Never calls backward."
score = 34
diagnoses = ["step-before-backward"]
"""
# %% fit
def fit(model, X, y, epochs=100, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        optimizer.step()
        losses.append(loss.item())
    return losses
