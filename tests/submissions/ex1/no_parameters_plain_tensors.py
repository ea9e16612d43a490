"""
story = "Weights in plain tensors: the optimizer finds no parameters."
score = 27
diagnoses = ["no-parameters-registered"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.w = torch.randn(n_features, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

    def forward(self, x):
        return x @ self.w + self.b

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
