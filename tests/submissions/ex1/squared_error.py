"""
story = "Takes the squared error instead of the cross-entropy."
score = 48
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=500, lr=1.0):
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
