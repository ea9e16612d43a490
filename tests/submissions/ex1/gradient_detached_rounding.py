"""
story = "Rounds the probabilities before the loss."
score = 32
diagnoses = ["gradient-detached"]
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        p = torch.round(model.predict_proba(X))
        loss = nn.functional.binary_cross_entropy(p.clamp(0.01, 0.99), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
