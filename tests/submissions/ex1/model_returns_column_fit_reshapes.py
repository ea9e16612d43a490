"""
story = "forward returns (N, 1); fit brings the labels to the same shape."
score = 43
diagnoses = ["wrong-shape"]
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
def fit(model, X, y, epochs=300, lr=0.5):
    target = y.view(-1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
