"""
story = "Gradients by torch.func, and no optimizer."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=400, lr=0.5):
    params = dict(model.named_parameters())

    def loss_of(p):
        z = torch.func.functional_call(model, p, (X,))
        return nn.functional.binary_cross_entropy_with_logits(z, y)

    history = []
    for _ in range(epochs):
        grads, value = torch.func.grad_and_value(loss_of)({k: v.detach() for k, v in params.items()})
        with torch.no_grad():
            for k, v in params.items():
                v -= lr * grads[k]
        history.append(float(value))
    return history
