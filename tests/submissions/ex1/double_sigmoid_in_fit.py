"""
story = "The model is right; fit applies a sigmoid before BCEWithLogitsLoss."
score = 48
diagnoses = ["double-sigmoid"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(torch.sigmoid(model(X)), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
