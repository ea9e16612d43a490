"""
story = "A scaler beside the model: fit learns it, predict uses it."
score = 50
diagnoses = []
"""
# %% fit
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler()
def fit(model, X, y, epochs=300, lr=0.5):
    X = torch.tensor(scaler.fit_transform(X.numpy()), dtype=torch.float32)
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        opt.zero_grad()
        loss = nn.BCEWithLogitsLoss()(model(X), y)
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses
# %% predict
def predict(model, X):
    X = torch.tensor(scaler.transform(X.numpy()), dtype=torch.float32)
    return (model.predict_proba(X) >= 0.5).long()
