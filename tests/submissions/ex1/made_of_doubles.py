"""
story = "Data and model of 64-bit floats."
score = 48
diagnoses = ["wrong-dtype"]
"""
# %% load
def load_digits01(path):
    d = torch.tensor(pd.read_csv(path, header=None).values).double()
    return d[:, :-1], d[:, -1]
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)
        self.double()
    def forward(self, x):
        return self.linear(x).squeeze(-1)
    def predict_proba(self, x):
        return torch.sigmoid(self(x))
