"""
story = "The losses of the batches are added up and divided by the number of rows."
score = 48
diagnoses = []
"""
# %% fit
from torch.utils.data import DataLoader, TensorDataset


def fit(model, X, y, epochs=150, lr=0.1):
    loader = DataLoader(TensorDataset(X, y), batch_size=8, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion = nn.BCEWithLogitsLoss()
    history = []
    for epoch in range(epochs):
        running_loss = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        history.append(running_loss / len(X))
    return history
