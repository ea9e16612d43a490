"""
story = "The first term of the cross-entropy alone."
score = 36
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    out = []
    for _ in range(epochs):
        p = model.predict_proba(X)
        l = -(y * torch.log(p)).mean()
        opt.zero_grad(); l.backward(); opt.step()
        out.append(l.item())
    return out
