"""
story = "Adds up the means of the batches and divides by the rows; the batches come in order."
score = 48
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=100, lr=0.2):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        running_loss = 0.0
        n_batches = 0
        for i in range(0, len(X), 16):
            xb, yb = X[i:i + 16], y[i:i + 16]
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(model(xb), yb)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
            n_batches += 1
        losses.append(running_loss / len(X))
    return losses

