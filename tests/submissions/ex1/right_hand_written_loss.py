"""
story = "Writes a stable cross-entropy of its own with softplus, in a helper."
score = 50
diagnoses = []
"""
# %% extra
def stable_bce(z, y):
    return (torch.clamp(z, min=0) - z * y + torch.log1p(torch.exp(-z.abs()))).mean()


def train_one_epoch(model, X, y, optimizer):
    optimizer.zero_grad()
    loss = stable_bce(model(X), y)
    loss.backward()
    optimizer.step()
    return loss.item()

# %% fit
def fit(model, X, y, epochs=200, lr=0.3):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return [train_one_epoch(model, X, y, optimizer) for _ in range(epochs)]
