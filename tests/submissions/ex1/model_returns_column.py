"""
story = "forward returns (N, 1), which BCEWithLogitsLoss refuses."
score = 23
diagnoses = ["shape-broadcast", "wrong-shape"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
