"""
story = "Gives the optimizer a keyword that it does not know."
score = 30
diagnoses = ["crashed"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), learning_rate=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history
