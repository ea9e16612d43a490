"""
story = "Keeps rows apart in fit and reports their loss."
score = 48
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    Xt, Xv, yt, yv = split(X, y)
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    val = []
    for epoch in range(epochs):
        opt.zero_grad()
        loss = loss_fn(model(Xt), yt)
        loss.backward()
        opt.step()
        with torch.no_grad():
            val.append(loss_fn(model(Xv), yv).item())
    return val
