"""
story = "The logarithms without their minus."
score = 36
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.1):
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    hist = []
    for epoch in range(epochs):
        opt.zero_grad()
        p = model.predict_proba(X)
        loss = (y * torch.log(p + 1e-7) + (1 - y) * torch.log(1 - p + 1e-7)).mean()
        loss.backward()
        opt.step()
        hist.append(loss.item())
    return hist
