"""
story = "Weights (n, 1) and logits (1, N), with a fit and a predict_proba that go with them."
score = 45
diagnoses = ["wrong-shape"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(n_features, 1))
        self.b = nn.Parameter(torch.zeros(1, 1))
    def forward(self, x):
        return self.w.T @ x.T + self.b
    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x)).squeeze()
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    Y = y.reshape(1, -1)
    m = X.shape[0]
    costs = []
    for i in range(epochs):
        A = torch.sigmoid(model(X))
        cost = -1 / m * torch.sum(Y * torch.log(A) + (1 - Y) * torch.log(1 - A))
        cost.backward()
        with torch.no_grad():
            model.w -= lr * model.w.grad
            model.b -= lr * model.b.grad
        model.w.grad = None
        model.b.grad = None
        costs.append(cost.item())
    return costs
