"""
story = "Writes lr=0.1 into the optimizer, whatever lr says."
score = 49
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
