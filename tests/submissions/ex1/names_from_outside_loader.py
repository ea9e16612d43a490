"""
story = "The loader is made in an earlier cell, of the training rows of the notebook."
score = 36
diagnoses = ["names-from-outside"]
"""
# %% fit
from torch.utils.data import DataLoader, TensorDataset

X_train, X_test, y_train, y_test = split(*load_digits01(dataset("digit01.csv")))
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=16, shuffle=True)


def fit(model, X, y, epochs=200, lr=0.05):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        total = 0.0
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        history.append(total / len(X_train))
    return history
