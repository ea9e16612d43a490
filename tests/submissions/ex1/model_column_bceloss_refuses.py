"""
story = "Trains BCELoss on probabilities of shape (N, 1) against labels (N,)."
score = 24
diagnoses = ["shape-broadcast", "wrong-shape"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.linear(x))

# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.BCELoss()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model.predict_proba(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
