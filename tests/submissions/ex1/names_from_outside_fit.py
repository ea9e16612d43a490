"""
story = "fit trains on the training rows of the notebook, not on those it is given."
score = 36
diagnoses = ["names-from-outside"]
"""
# %% fit
X_train, X_test, y_train, y_test = split(*load_digits01(dataset("digit01.csv")))


def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X_train), y_train)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
