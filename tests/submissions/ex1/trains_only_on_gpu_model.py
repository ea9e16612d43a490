"""
story = "The model's layer is made on the GPU."
score = 10
diagnoses = ["trains-only-on-gpu"]
"""
# %% extra
device = torch.device("cuda")

# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1).to(device)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
