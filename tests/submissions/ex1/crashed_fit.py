"""
story = "Indexes the rows one too far."
score = 30
diagnoses = ["crashed"]
"""
# %% fit
def fit(model, X, y, epochs=100, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for i in range(len(X) + 1):
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(model(X[i:i + 1]), y[i].reshape(1))
            loss.backward()
            optimizer.step()
            total += loss.item()
        losses.append(total / len(X))
    return losses
