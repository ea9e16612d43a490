"""
story = "Appends the loss of every tenth epoch only, where it is printed."
score = 48
diagnoses = ["wrong-shape"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for e in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        if (e + 1) % 10 == 0:
            print(e + 1, loss.item())
            losses.append(loss.item())
    return losses
