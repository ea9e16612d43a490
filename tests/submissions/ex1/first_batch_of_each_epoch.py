"""
story = "One batch of a loader in each epoch."
score = 45
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    dl = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=16, shuffle=True)
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        xb, yb = next(iter(dl))
        opt.zero_grad()
        loss = nn.BCEWithLogitsLoss()(model(xb), yb)
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses
