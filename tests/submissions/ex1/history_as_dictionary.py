"""
story = "Returns the Keras-like dict with two lists."
score = 46
diagnoses = ["wrong-shape"]
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.1):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    history = {"loss": [], "accuracy": []}
    for epoch in range(epochs):
        optimizer.zero_grad()
        logits = model(X)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        history["loss"].append(loss.item())
        history["accuracy"].append(((logits > 0).float() == y).float().mean().item())
    return history
