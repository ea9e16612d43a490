"""
story = "LBFGS with a closure; the history holds what optimizer.step returns."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=20, lr=1.0):
    optimizer = torch.optim.LBFGS(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()

    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        return loss

    losses = []
    for _ in range(epochs):
        loss = optimizer.step(closure)
        losses.append(loss.item())
    return losses
