"""
story = "Sends model and rows to the GPU without asking whether there is one."
score = 30
diagnoses = ["trains-only-on-gpu"]
"""
# %% fit
def fit(model, X, y, epochs=100, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model = model.cuda()
    X, y = X.cuda(), y.cuda()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
