"""
story = "Mini-batches of 16 by a DataLoader, the epoch's loss weighted by the size of the batches."
score = 50
diagnoses = []
"""
# %% extra
from torch.utils.data import DataLoader, TensorDataset

# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x).flatten()

    def predict_proba(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(x)).flatten()

# %% fit
def fit(model: nn.Module, X: torch.Tensor, y: torch.Tensor, epochs: int = 60, lr: float = 0.1) -> list[float]:
    loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        losses.append(total / len(X))
    return losses
