"""
story = "Starts the parameters anew in every epoch."
score = 38
diagnoses = ["model-recreated-each-epoch"]
"""
# %% fit
def fit(model, X, y, epochs=100, lr=0.05):
    losses = []
    for _ in range(epochs):
        model.__init__(X.shape[1])
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
