"""
story = "Repeats the first loss for every epoch."
score = 48
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return [losses[0]] * epochs
