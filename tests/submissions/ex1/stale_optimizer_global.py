"""
story = "The optimizer is made once, for the model of an earlier cell."
score = 34
diagnoses = ["stale-optimizer"]
"""
# %% fit
net = LogisticRegression(12)
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
criterion = nn.BCEWithLogitsLoss()

def fit(model, X, y, epochs=300, lr=0.5):
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
