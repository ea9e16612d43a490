"""
story = "Trains on single rows for far too many epochs."
score = 30
diagnoses = ["too-slow"]
slow = true
"""
# %% fit
def fit(model, X, y, epochs=100000, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(max(epochs, 100000)):
        total = 0.0
        for i in range(len(X)):
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(model(X[i:i + 1]), y[i:i + 1])
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / len(X))
    return losses
