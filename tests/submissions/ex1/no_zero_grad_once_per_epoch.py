"""
story = "Clears the gradients once per epoch, outside the loop over the batches."
score = 47
diagnoses = ["no-zero-grad"]
"""
# %% fit
from torch.utils.data import DataLoader, TensorDataset

def fit(model, X, y, epochs=60, lr=0.1):
    loader = DataLoader(TensorDataset(X, y), batch_size=8, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        total = 0.0
        for xb, yb in loader:
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        losses.append(total / len(X))
    return losses
