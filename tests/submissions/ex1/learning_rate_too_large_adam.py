"""
story = "Adam at 200, in batches of 16."
score = 47
diagnoses = ["learning-rate-too-large"]
"""
# %% fit
def fit(model, X, y, epochs=40, lr=200.0):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        total = 0
        for rows in torch.randperm(len(X)).split(16):
            optimizer.zero_grad()
            loss = loss_fn(model(X[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        losses.append(total / len(X))
    return losses
