"""
story = "nn.Linear with squeeze(-1), Adam, a hundred epochs, predicts with the sign of the logit."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super(LogisticRegression, self).__init__()
        self.fc = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.fc(x).squeeze(-1)

    def predict_proba(self, x):
        return self(x).sigmoid()

# %% fit
def fit(model, X, y, epochs=100, lr=0.05):
    criterion = nn.BCEWithLogitsLoss()
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        out = model(X)
        loss = criterion(out, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history

# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model(X) > 0).to(torch.int64)
