"""
story = "The update by hand adds the gradient: it climbs."
score = 38
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    hist = []
    for _ in range(epochs):
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p += lr * p.grad
        hist.append(loss.item())
    return hist
