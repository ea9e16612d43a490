"""
story = "A plain class with a parameters method and a __call__."
score = 47
diagnoses = ["not-a-module"]
"""
# %% model
class LogisticRegression:
    def __init__(self, n_features):
        self.w = torch.zeros(n_features, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

    def parameters(self):
        return [self.w, self.b]

    def forward(self, x):
        return x @ self.w + self.b

    __call__ = forward

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))

# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model.predict_proba(X) >= 0.5).long()
