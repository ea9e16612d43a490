"""
story = "predict_proba repeats the linear layer; predict compares the logit with 0."
score = 46
diagnoses = ["missing-sigmoid"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)

    def predict_proba(self, x):
        return self.linear(x)[:, 0]

# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model.predict_proba(X) > 0).long()
