"""
story = "backward and step stand behind the loop over the batches: the last one alone counts."
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
            l = nn.BCEWithLogitsLoss()(model(a), b)
            tot += l.item() * len(a)
        opt.zero_grad()
        l.backward()
        opt.step()
        out.append(tot / len(X))
    return out
