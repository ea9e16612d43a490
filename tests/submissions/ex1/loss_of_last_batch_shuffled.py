"""
story = "Reports the loss of the last of the shuffled batches."
score = 48
diagnoses = ["loss-of-last-batch"]
"""
# %% fit
from torch.utils.data import DataLoader, TensorDataset

def fit(model, X, y, epochs=60, lr=0.1):
    loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for epoch in range(epochs):
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses
