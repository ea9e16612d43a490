"""
story = "reshape(-1), lr 0.1 and 100 epochs of plain gradient descent: the least that is enough."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).reshape(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))

# %% fit
def fit(model, X, y, epochs=100, lr=0.1):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
