"""
story = "fit calls its argument num_epochs."
score = 48
diagnoses = ["missing-name"]
"""
# %% fit
from torch.utils.data import DataLoader, TensorDataset
def fit(model, X, y, num_epochs=50, lr=0.1):
    dl = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)
    opt = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    losses = []
    for epoch in range(num_epochs):
        tot = 0
        for a, b in dl:
            l = nn.BCEWithLogitsLoss()(model(a), b)
            opt.zero_grad(); l.backward(); opt.step()
            tot += l.item() * len(a)
        losses.append(tot / len(X))
    return losses
