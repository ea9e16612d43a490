"""
story = "zero_grad stands between backward and step: the step has nothing to go by."
score = 34
diagnoses = ["step-before-backward"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    bce = nn.BCEWithLogitsLoss()
    hist = []
    for _ in range(epochs):
        loss = bce(model(X), y)
        loss.backward()
        opt.zero_grad()
        opt.step()
        hist.append(loss.item())
    return hist
