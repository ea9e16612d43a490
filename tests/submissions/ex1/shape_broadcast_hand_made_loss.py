"""
story = "A cross-entropy of its own compares (N, 1) with (N,), every row with every label."
score = 29
diagnoses = ["shape-broadcast", "wrong-shape"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))

# %% fit
def bce(p, y):
    return -(y * torch.log(p + 1e-8) + (1 - y) * torch.log(1 - p + 1e-8)).mean()

def fit(model, X, y, epochs=200, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = bce(torch.sigmoid(model(X)), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model(X) >= 0).long()
