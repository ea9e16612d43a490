"""
story = "A StandardScaler fitted on the training images, used in fit and in predict."
score = 15
diagnoses = []
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=64, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.fc2(torch.relu(self.fc1(x)))

# %% fit
from sklearn.preprocessing import StandardScaler
scaler = None
def fit(model, train_loader, epochs=5, lr=1e-3):
    global scaler
    scaler = StandardScaler().fit(torch.cat([x.flatten(1) for x, _ in train_loader]).numpy())
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    crit = nn.CrossEntropyLoss()
    history = []
    for _ in range(epochs):
        model.train()
        total = 0
        for X, y in train_loader:
            X = torch.from_numpy(scaler.transform(X.flatten(1).numpy())).float()
            loss = crit(model(X), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item()
        history.append(total / len(train_loader))
    return history

# %% predict
def predict(model, images):
    model.eval()
    X = images.flatten(1)
    if scaler is not None:
        X = torch.from_numpy(scaler.transform(X.numpy())).float()
    with torch.no_grad():
        return model(X).argmax(1)
