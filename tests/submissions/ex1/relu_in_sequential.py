"""
story = "ReLU inside an nn.Sequential; predict starts with every unit alive."
score = 40
diagnoses = ["relu-on-logits"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_features, 1), nn.ReLU(), nn.Flatten(start_dim=0))
        nn.init.constant_(self.net[0].bias, 3.0)

    def forward(self, x):
        return self.net(x)

    def predict_proba(self, x):
        return torch.sigmoid(self.net(x))
