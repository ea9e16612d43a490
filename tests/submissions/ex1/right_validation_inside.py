"""
story = "Keeps a fifth of the rows for validation inside fit, and reports the training loss."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.1):
    n = len(X)
    g = torch.Generator().manual_seed(0)
    idx = torch.randperm(n, generator=g)
    cut = int(0.8 * n)
    tr, va = idx[:cut], idx[cut:]
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    bce = nn.BCEWithLogitsLoss()
    train_hist, val_hist = [], []
    for ep in range(epochs):
        model.train()
        opt.zero_grad()
        l = bce(model(X[tr]), y[tr])
        l.backward()
        opt.step()
        model.eval()
        with torch.no_grad():
            val_hist.append(bce(model(X[va]), y[va]).item())
        train_hist.append(l.item())
    return train_hist
