"""
story = "The list is a default argument, so that it goes on from call to call."
score = 48
diagnoses = ["wrong-shape"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5, losses=[]):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
