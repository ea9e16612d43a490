"""
story = "A softmax over the one output: every row gets exactly 1."
score = 25
diagnoses = ["softmax-over-one-output"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return torch.softmax(self.linear(x), dim=1).squeeze(-1)

    def predict_proba(self, x):
        return self.forward(x)
