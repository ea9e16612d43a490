"""
story = "Layer normalisation and SiLU."
score = 15
diagnoses = []
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs: int = 784, n_hidden: int = 64, n_classes: int = 10) -> None:
        super(MLP, self).__init__()
        self.body = nn.Sequential(
            nn.Linear(n_inputs, n_hidden), nn.LayerNorm(n_hidden), nn.SiLU(), nn.Dropout(0.2)
        )
        self.head = nn.Linear(n_hidden, n_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x.flatten(start_dim=1)))

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
