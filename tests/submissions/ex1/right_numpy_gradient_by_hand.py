"""
story = "A NumPy mind: the gradient by formula, written into the parameters without autograd."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(n_features))
        self.b = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return torch.einsum("nf,f->n", x, self.w) + self.b

    def predict_proba(self, x):
        return 1 / (1 + torch.exp(-self.forward(x)))

# %% fit
def fit(model, X, y, epochs=400, lr=0.5):
    losses = []
    N = X.shape[0]
    for _ in range(epochs):
        with torch.no_grad():
            p = torch.sigmoid(model(X))
            losses.append(float(-(y * torch.log(p + 1e-12) + (1 - y) * torch.log(1 - p + 1e-12)).mean()))
            model.w -= lr * (X.T @ (p - y)) / N
            model.b -= lr * (p - y).mean()
    return losses
