"""
story = "forward returns logits and probabilities; fit and predict_proba take what they need."
score = 45
diagnoses = ["wrong-shape"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)
    def forward(self, x):
        z = self.linear(x).squeeze(-1)
        return z, torch.sigmoid(z)
    def predict_proba(self, x):
        _, p = self(x)
        return p
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        z, p = model(X)
        loss = nn.functional.binary_cross_entropy_with_logits(z, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
