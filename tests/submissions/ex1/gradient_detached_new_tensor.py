"""
story = "Wraps the outputs in torch.tensor(..., requires_grad=True) to make the error go away."
score = 34
diagnoses = ["gradient-detached"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    bce = nn.BCELoss()
    hist = []
    for _ in range(epochs):
        opt.zero_grad()
        out = model.predict_proba(X)
        out = torch.tensor(out.detach().numpy(), requires_grad=True)
        loss = bce(out, y)
        loss.backward()
        opt.step()
        hist.append(loss.item())
    return hist
