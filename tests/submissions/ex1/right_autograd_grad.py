"""
story = "Asks autograd for the gradients and takes the steps itself."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=400, lr=0.5):
    losses = []
    params = list(model.parameters())
    for epoch in range(epochs):
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        grads = torch.autograd.grad(loss, params)
        with torch.no_grad():
            for p, g in zip(params, grads):
                p.sub_(lr * g)
        losses.append(loss.item())
        if epoch % 100 == 0:
            print(f"Epoch {epoch}: {loss.item():.4f}")
    return losses
