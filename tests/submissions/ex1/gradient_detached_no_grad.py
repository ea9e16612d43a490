"""
story = "Computes the logits under no_grad."
score = 30
diagnoses = ["gradient-detached"]
"""
# %% fit
def fit(model, X, y, epochs=100, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        with torch.no_grad():
            out = model(X)
        loss = loss_fn(out, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
