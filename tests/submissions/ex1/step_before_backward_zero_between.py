"""
story = "Clears the gradients between backward and step."
score = 34
diagnoses = ["step-before-backward"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.05):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses
