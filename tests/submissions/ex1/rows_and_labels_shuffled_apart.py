"""
story = "X and y are shuffled in fit, each in its own order."
score = 36
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    out = []
    for _ in range(epochs):
        X = X[torch.randperm(len(X))]
        y = y[torch.randperm(len(y))]
        l = nn.BCEWithLogitsLoss()(model(X), y)
        opt.zero_grad(); l.backward(); opt.step()
        out.append(l.item())
    return out
