"""
story = "Draws the boundary between the mean images, a little more with each epoch; no gradient."
score = 47
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    def loss():
        with torch.no_grad():
            return float(nn.functional.binary_cross_entropy_with_logits(model(X).reshape(-1), y))

    ones, zeros = X[y == 1].mean(0), X[y == 0].mean(0)
    target = 20 * (ones - zeros)
    middle = -(target @ (ones + zeros)) / 2
    weight, bias = model.parameters()
    history = []
    for _ in range(epochs):
        history.append(loss())
        share = min(lr / 10, 1)
        with torch.no_grad():
            weight.lerp_(target.reshape(weight.shape), share)
            bias.lerp_(middle.reshape(bias.shape), share)
    return history
