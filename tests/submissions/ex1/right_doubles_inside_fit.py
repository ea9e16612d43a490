"""
story = "fit turns the model into doubles, and predict its rows."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    model.double()
    X = X.double(); y = y.double()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    J = []
    for k in range(epochs):
        optimizer.zero_grad()
        loss = nn.BCEWithLogitsLoss()(model(X), y)
        loss.backward()
        optimizer.step()
        J.append(loss.item())
    return J
# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model.predict_proba(X.double()) >= 0.5).long()
