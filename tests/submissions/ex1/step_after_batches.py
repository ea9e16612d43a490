"""
story = "zero_grad and backward for each batch, step once for each epoch."
score = 47
diagnoses = []
"""
# %% fit
from torch.utils.data import DataLoader, TensorDataset
def fit(model, X, y, epochs=300, lr=0.5):
    dl = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    out = []
    for _ in range(epochs):
        tot = 0.0
        for a, b in dl:
            opt.zero_grad()
            l = nn.BCEWithLogitsLoss()(model(a), b)
            l.backward()
            tot += l.item() * len(a)
        opt.step()
        out.append(tot / len(X))
    return out
