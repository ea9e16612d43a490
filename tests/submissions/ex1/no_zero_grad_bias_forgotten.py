"""
story = "Updates by hand and clears the weight's gradient, but not the bias's."
score = 47
diagnoses = ["no-zero-grad"]
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.3):
    losses = []
    for _ in range(epochs):
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        model.linear.weight.grad.zero_()
        losses.append(loss.item())
    return losses
