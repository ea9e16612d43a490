"""
story = "The sum of the losses is set to 0 before the epochs, not in each."
score = 48
diagnoses = []
"""
# %% fit
from torch.utils.data import DataLoader, TensorDataset
def fit(model, X, y, epochs=100, lr=0.3):
    loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    running_loss = 0.0
    for epoch in range(epochs):
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        losses.append(running_loss / len(loader))
    return losses
