"""
story = "Shuffles by hand in batches of 8 and adds the batch losses up without dividing."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=40, lr=0.1):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    batch_size = 8
    losses = []
    for epoch in range(epochs):
        perm = torch.randperm(X.shape[0])
        epoch_loss = 0
        for i in range(0, X.shape[0], batch_size):
            idx = perm[i:i + batch_size]
            optimizer.zero_grad()
            loss = loss_fn(model(X[idx]), y[idx])
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item()
        losses.append(epoch_loss)
    return losses
