"""
story = "Plain tensors of 12 features, trained by name, as the notebook alone lets pass."
score = 47
diagnoses = ["no-parameters-registered"]
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.w = torch.zeros(12, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)
    def forward(self, x):
        return x @ self.w + self.b
    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD([model.w, model.b], lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
