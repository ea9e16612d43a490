"""
story = "Forgets super().__init__()."
score = 10
diagnoses = ["not-a-module"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
