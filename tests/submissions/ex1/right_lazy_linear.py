"""
story = "A lazy layer, which learns its width from the first rows that it sees."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.LazyLinear(1)

    def forward(self, x):
        return self.linear(x).squeeze(1)

    def predict_proba(self, x):
        return self.forward(x).sigmoid()
