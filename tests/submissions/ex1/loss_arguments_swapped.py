"""
story = "The loss gets the labels first, then the logits."
score = 36
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion = nn.BCEWithLogitsLoss()
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = criterion(y, model(X))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
