"""
story = "Five epochs of Adam at a small rate."
score = 42
diagnoses = ["too-few-epochs"]
"""
# %% fit
def fit(model, X, y, epochs=5, lr=0.002):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
