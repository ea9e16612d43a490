"""
story = "Writes the loss of the logits with softplus."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    hist = []
    for _ in range(epochs):
        z = model(X)
        loss = (nn.functional.softplus(z) - y * z).mean()
        opt.zero_grad(); loss.backward(); opt.step()
        hist.append(loss.item())
    return hist
