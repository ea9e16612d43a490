"""
story = "Calls the method predict_probability."
score = 46
diagnoses = ["missing-name"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_probability(self, x):
        return torch.sigmoid(self.forward(x))

# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model.predict_probability(X) >= 0.5).long()
