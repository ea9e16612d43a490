"""
story = "squeeze() on the outputs takes the batch axis of a single image as well."
score = 13
diagnoses = ["wrong-shape"]
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=64, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.fc2(torch.relu(self.fc1(x))).squeeze()

# %% fit
def fit(model, train_loader, epochs=1, lr=1e-3):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for X, y in train_loader:
            out = model(X)
            loss = criterion(out, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * len(y)
        history.append(running / len(train_loader.dataset))
    return history
