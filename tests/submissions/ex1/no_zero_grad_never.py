"""
story = "Never clears the gradients."
score = 47
diagnoses = ["no-zero-grad"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
