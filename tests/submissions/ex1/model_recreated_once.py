"""
story = "Trains a model of its own and leaves the given one as it was."
score = 32
diagnoses = ["model-recreated-each-epoch"]
"""
# %% fit
def fit(model, X, y, epochs=200, lr=0.1):
    net = LogisticRegression(n_features=X.shape[1])
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(net(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
