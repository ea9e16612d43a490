"""
story = "The optimizer gets the weight, but not the bias."
score = 47
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.3):
    optimizer = torch.optim.SGD([model.linear.weight], lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
