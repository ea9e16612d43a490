"""
story = "ReLU after the linear layer."
score = 40
diagnoses = ["relu-on-logits"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return torch.relu(self.linear(x)).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
