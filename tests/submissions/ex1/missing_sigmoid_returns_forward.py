"""
story = "predict_proba returns the logits."
score = 46
diagnoses = ["missing-sigmoid"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        return self.forward(x)
