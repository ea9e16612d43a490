"""
story = "A plain class around nn.Linear, which an optimizer cannot ask for parameters."
score = 27
diagnoses = ["not-a-module"]
"""
# %% model
class LogisticRegression:
    def __init__(self, n_features):
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))

# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model.predict_proba(X) >= 0.5).long()
