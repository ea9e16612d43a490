"""
story = "Puts the training step into a base class, and accumulates gradients over four batches."
score = 50
diagnoses = []
"""
# %% extra
class BinaryClassifier(nn.Module):
    def predict_proba(self, x):
        return torch.sigmoid(self(x))

    @property
    def n_parameters(self):
        return sum(p.numel() for p in self.parameters())

# %% model
class LogisticRegression(BinaryClassifier):
    def __init__(self, n_features=12):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    def forward(self, x):
        z = self.linear(x)
        assert z.shape[1] == 1
        return z.squeeze(dim=1)

# %% fit
def fit(model, X, y, epochs=200, lr=0.5):
    """Gradient of the whole epoch, gathered in four parts."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad(set_to_none=False)
        total = 0.0
        for xb, yb in zip(X.chunk(4), y.chunk(4)):
            loss = nn.functional.binary_cross_entropy_with_logits(model(xb), yb, reduction="sum") / len(X)
            loss.backward()
            total += loss.item()
        optimizer.step()
        losses.append(total)
    return losses
