"""
story = "nn.Parameter from randn with matmul, lr 0.1 for 100 epochs by hand, grad.zero_()."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_features, 1))
        self.bias = nn.Parameter(torch.randn(1))

    def forward(self, x):
        return (torch.matmul(x, self.weight) + self.bias).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))

# %% fit
def fit(model, X, y, epochs=100, lr=0.1):
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for epoch in range(epochs):
        loss = loss_fn(model.forward(X), y)
        loss.backward()
        with torch.no_grad():
            model.weight -= lr * model.weight.grad
            model.bias -= lr * model.bias.grad
        model.weight.grad.zero_()
        model.bias.grad.zero_()
        losses.append(loss.item())
    return losses
