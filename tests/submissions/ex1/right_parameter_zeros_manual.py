"""
story = "nn.Parameter at zero, X @ w + b, updates by hand under no_grad, grad set to None."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(n_features))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x @ self.w + self.b

    def predict_proba(self, x):
        return torch.sigmoid(x @ self.w + self.b)

# %% fit
def fit(model, X, y, epochs=200, lr=0.5):
    losses = []
    for _ in range(epochs):
        z = model(X)
        loss = nn.functional.binary_cross_entropy_with_logits(z, y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
                p.grad = None
        losses.append(loss.item())
    return losses
