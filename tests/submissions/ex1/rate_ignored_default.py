"""
story = "Leaves the optimizer its own learning rate."
score = 49
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=600, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters())
    losses = []
    for _ in range(epochs):
        total = 0
        for rows in torch.randperm(len(X)).split(8):
            optimizer.zero_grad()
            loss = loss_fn(model(X[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        losses.append(total / len(X))
    return losses
