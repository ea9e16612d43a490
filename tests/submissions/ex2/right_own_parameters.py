"""
story = "Weights as nn.Parameter, multiplied by hand."
score = 15
diagnoses = []
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=80, n_classes=10):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(n_inputs, n_hidden) * n_inputs**-0.5)
        self.b1 = nn.Parameter(torch.zeros(n_hidden))
        self.W2 = nn.Parameter(torch.randn(n_hidden, n_classes) * n_hidden**-0.5)
        self.b2 = nn.Parameter(torch.zeros(n_classes))

    def forward(self, x):
        x = x.view(-1, 784)
        h = (x @ self.W1 + self.b1).clamp(min=0)
        return h @ self.W2 + self.b2

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
            loss = criterion(model(X), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(y)
        history.append(running / len(train_loader.dataset))
    return history

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)
