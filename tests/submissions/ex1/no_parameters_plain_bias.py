"""
story = "A bias that is a plain tensor."
score = 47
diagnoses = ["no-parameters-registered"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(n_features))
        self.b = torch.zeros(1, requires_grad=True)
    def forward(self, x):
        return x @ self.w + self.b
    def predict_proba(self, x):
        return torch.sigmoid(self(x))
