"""
story = "Writes 12 into the layer instead of n_features."
score = 47
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(12, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self(x))
