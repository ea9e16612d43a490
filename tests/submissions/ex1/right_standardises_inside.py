"""
story = "Standardises the columns inside fit, keeps mean and deviation on the model for predict."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=150, lr=0.1):
    model.mean = X.mean(dim=0)
    model.std = X.std(dim=0) + 1e-8
    Xs = (X - model.mean) / model.std
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(Xs), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% predict
def predict(model, X):
    mean = getattr(model, "mean", torch.zeros(X.shape[1]))
    std = getattr(model, "std", torch.ones(X.shape[1]))
    with torch.no_grad():
        return (model.predict_proba((X - mean) / std) >= 0.5).long()
