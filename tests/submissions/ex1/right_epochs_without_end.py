"""
story = "By default it trains until nothing changes any more: the default of epochs is no number to count to."
score = 50.0
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=float("inf"), lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    while len(losses) < min(epochs, 300):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
