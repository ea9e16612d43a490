"""
story = "Dropout in front of the layer; predict is in eval mode."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.drop = nn.Dropout(0.1)
        self.fc = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.fc(self.drop(x)).squeeze(1)

    def predict_proba(self, x):
        return torch.sigmoid(self(x))
