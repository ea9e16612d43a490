"""
story = "Weighs the classes by their numbers, which are equal."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.1):
    pos_weight = (y == 0).sum() / (y == 1).sum()
    loss_fn = nn.BCEWithLogitsLoss(pos_weight=pos_weight)
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    out = []
    for _ in range(epochs):
        opt.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        opt.step()
        out.append(loss.item())
    return out
