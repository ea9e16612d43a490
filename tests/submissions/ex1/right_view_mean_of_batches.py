"""
story = "view(-1), DataLoader in batches of 32, momentum; the epoch's loss is the mean over batches."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.layer = nn.Linear(in_features=n_features, out_features=1, bias=True)

    def forward(self, x):
        return self.layer(x).view(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))

# %% fit
def fit(model, X, y, epochs=40, lr=0.1):
    data = torch.utils.data.TensorDataset(X, y)
    loader = torch.utils.data.DataLoader(data, batch_size=32, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    losses = []
    for epoch in range(epochs):
        running = []
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(model(inputs), labels)
            loss.backward()
            optimizer.step()
            running.append(loss.item())
        losses.append(np.mean(running))
    return losses

# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        probs = model.predict_proba(X)
    return torch.where(probs >= 0.5, 1, 0)
