"""
story = "One theta of n + 1 numbers and a column of ones; gradients by torch.autograd.grad."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.theta = nn.Parameter(torch.randn(n_features + 1) * 0.1)

    def forward(self, x):
        ones = torch.ones(len(x), 1, dtype=x.dtype)
        return torch.cat([ones, x], dim=1) @ self.theta

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))

# %% fit
def fit(model, X, y, epochs=150, lr=0.5):
    losses = []
    for _ in range(epochs):
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        (g,) = torch.autograd.grad(loss, [model.theta])
        model.theta.data -= lr * g
        losses.append(loss.item())
    return losses

# %% predict
def predict(model, X):
    return (model.predict_proba(X).detach().numpy() > 0.5).astype(np.int64)
