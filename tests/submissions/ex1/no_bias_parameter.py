"""
story = "One weight vector and nothing else."
score = 47
diagnoses = ["no-bias"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.weights = nn.Parameter(0.01 * torch.randn(n_features))

    def forward(self, x):
        return x @ self.weights

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
