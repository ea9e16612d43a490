"""
story = "Takes the learning rate in thousandths: the default is 500."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=500):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr / 1000)
    losses = []
    for e in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

