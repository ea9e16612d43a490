"""
story = "Forward returns logits and probabilities."
score = 7
diagnoses = ["wrong-shape"]
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=128, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        h = torch.relu(self.fc1(x))
        logits = self.fc2(h)
        return logits, torch.softmax(logits, dim=1)

# %% fit
def fit(model, train_loader, epochs=5, lr=1e-3):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for X, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(X)[0], y)
            loss.backward()
            optimizer.step()
            running += loss.item()
        history.append(running / len(train_loader))
    return history

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return torch.argmax(model(images)[1], dim=1)
