"""
story = "The model carries fit and predict methods itself; the functions call them."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    """sklearn-like"""
    def __init__(self, n_features: int, C: float = 0.0) -> None:
        super().__init__()
        self.coef_ = nn.Parameter(torch.randn(n_features, 1) * 0.01)
        self.intercept_ = nn.Parameter(torch.zeros(1))
        self.C = C

    def decision_function(self, x: torch.Tensor) -> torch.Tensor:
        return (x @ self.coef_ + self.intercept_).view(-1)

    forward = decision_function

    def predict_proba(self, x: torch.Tensor) -> torch.Tensor:
        return torch.special.expit(self.decision_function(x))

    def fit(self, X, y, epochs, lr):
        opt = torch.optim.Adam([self.coef_, self.intercept_], lr=lr)
        log = []
        for _ in range(epochs):
            z = self.decision_function(X)
            loss = nn.functional.softplus(z).mean() - (y * z).mean()
            opt.zero_grad(); loss.backward(); opt.step()
            log.append(loss.item())
        return log

# %% fit
def fit(model, X, y, epochs=300, lr=0.1):
    return model.fit(X, y, epochs, lr)
