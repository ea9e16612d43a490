"""
story = "Maxout hidden units."
score = 15
diagnoses = []
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=48, n_classes=10):
        super().__init__()
        self.pieces = nn.ModuleList([nn.Linear(n_inputs, n_hidden) for _ in range(2)])
        self.out = nn.Linear(n_hidden, n_classes)
    def forward(self, x):
        x = x.reshape(x.shape[0], -1)
        return self.out(torch.maximum(self.pieces[0](x), self.pieces[1](x)))

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
