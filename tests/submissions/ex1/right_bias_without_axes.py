"""
story = "The bias is a number, registered before the weights."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.b = nn.Parameter(torch.tensor(0.0))
        self.w = nn.Parameter(0.1 * torch.randn(n_features))

    def forward(self, x):
        return x @ self.w + self.b

    def predict_proba(self, x):
        return self.forward(x).sigmoid()
