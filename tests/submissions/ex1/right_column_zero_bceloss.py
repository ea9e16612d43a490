"""
story = "Takes column 0, trains BCELoss on predict_proba, rounds the probabilities."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        z = self.linear(x)
        return z[:, 0]

    def predict_proba(self, x):
        return self.sigmoid(self.forward(x))

# %% fit
def fit(model, X, y, epochs=200, lr=0.2):
    loss_fn = nn.BCELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for e in range(epochs):
        p = model.predict_proba(X)
        loss = loss_fn(p, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses

# %% predict
def predict(model, X):
    with torch.no_grad():
        return model.predict_proba(X).round().long()
