"""
story = "MSELoss between probabilities (N,) and labels that were reshaped to (N, 1)."
score = 36
diagnoses = ["shape-broadcast"]
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.5):
    y = y.reshape(-1, 1)
    loss_fn = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model.predict_proba(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
