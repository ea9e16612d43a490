"""
story = "Makes a new model in every epoch."
score = 32
diagnoses = ["model-recreated-each-epoch"]
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for _ in range(epochs):
        model = LogisticRegression(X.shape[1])
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
