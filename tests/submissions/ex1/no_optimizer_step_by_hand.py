"""
story = "Computes the new weights by hand, but writes them nowhere."
score = 34
diagnoses = ["no-optimizer-step"]
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.5):
    losses = []
    for _ in range(epochs):
        model.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        for p in model.parameters():
            p = p - lr * p.grad
        losses.append(loss.item())
    return losses
