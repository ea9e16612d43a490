"""
story = "Forgot the one method predict_proba."
score = 36
diagnoses = ["not-attempted"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        # YOUR CODE HERE
        raise NotImplementedError()
