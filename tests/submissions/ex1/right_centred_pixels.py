"""
story = "Takes 0.5 from every pixel, in fit and in predict."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    centred = X - 0.5
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(centred), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model.predict_proba(X - 0.5) >= 0.5).long()
