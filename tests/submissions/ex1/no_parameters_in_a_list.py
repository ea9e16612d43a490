"""
story = "Keeps the layers in a plain list, where PyTorch does not look."
score = 27
diagnoses = ["no-parameters-registered"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.layers = [nn.Linear(n_features, 1)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x.squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
