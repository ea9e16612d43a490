"""
story = "Sums the loss over the rows, with a small learning rate to suit; reports the sum."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=150, lr=0.01):
    loss_fn = nn.BCEWithLogitsLoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
