"""
story = "Two outputs and cross-entropy, as for several classes."
score = 42
diagnoses = ["wrong-shape"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 2)

    def forward(self, x):
        return self.linear(x)

    def predict_proba(self, x):
        return torch.softmax(self.linear(x), dim=1)[:, 1]

# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y.long())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% predict
def predict(model, X):
    with torch.no_grad():
        return model(X).argmax(dim=1)
