"""
story = "The probabilities come from a softmax over the rows."
score = 41
diagnoses = ["softmax-over-one-output"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        return torch.softmax(self.forward(x), dim=0)
