"""
story = "The formula by hand, trained until a probability is 0."
score = 42
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=3000, lr=0.5):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        p = model.predict_proba(X)
        loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
        opt.zero_grad(); loss.backward(); opt.step()
        losses.append(loss.item())
    return losses
