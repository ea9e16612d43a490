"""
story = "Standardises with one mean inside the model: harmless with pixels of 0 and 1."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.3):
    model.mu, model.sd = X.mean(), X.std()
    Xn = (X - model.mu) / model.sd
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        opt.zero_grad()
        loss = nn.BCEWithLogitsLoss()(model(Xn), y)
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses

# %% predict
def predict(model, X):
    mu, sd = getattr(model, "mu", 0.0), getattr(model, "sd", 1.0)
    with torch.no_grad():
        return (model((X - mu) / sd) >= 0).long()
