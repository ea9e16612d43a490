"""
story = "The meter of the losses is made once, not in every epoch."
score = 48
diagnoses = []
"""
# %% fit
from torch.utils.data import DataLoader, TensorDataset
def fit(model, X, y, epochs=100, lr=0.3):
    dl = DataLoader(TensorDataset(X, y), 16, shuffle=True)
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    out, tot, n = [], 0.0, 0
    for _ in range(epochs):
        for a, b in dl:
            l = nn.BCEWithLogitsLoss()(model(a), b)
            opt.zero_grad(); l.backward(); opt.step()
            tot += l.item() * len(a); n += len(a)
        out.append(tot / n)
    return out
