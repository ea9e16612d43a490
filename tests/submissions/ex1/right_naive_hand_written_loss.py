"""
story = "Writes -y log p - (1 - y) log(1 - p) with a small epsilon; batches of 10, the last one short."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=60, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    eps = 1e-7
    losses = []
    for _ in range(epochs):
        order = np.random.permutation(len(X))
        batch_losses = []
        for start in range(0, len(X), 10):
            rows = torch.from_numpy(order[start:start + 10])
            p = torch.sigmoid(model(X[rows]))
            t = y[rows]
            loss = -(t * torch.log(p + eps) + (1 - t) * torch.log(1 - p + eps)).mean()
            model.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses
