"""
story = "forward returns probabilities, which BCEWithLogitsLoss takes for logits."
score = 43
diagnoses = ["double-sigmoid"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x)).squeeze(-1)

    def predict_proba(self, x):
        return self.forward(x)
