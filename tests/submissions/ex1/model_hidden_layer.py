"""
story = "Adds a hidden layer with ReLU."
score = 42
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_features, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, x):
        return self.net(x).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
