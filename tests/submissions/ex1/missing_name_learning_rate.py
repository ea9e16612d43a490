"""
story = "Calls the parameter of fit learning_rate."
score = 49
diagnoses = ["missing-name"]
"""
# %% fit
def fit(model, X, y, epochs=300, learning_rate=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
