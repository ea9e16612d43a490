"""
story = "Loads and splits in NumPy; fit and predict turn the arrays into tensors."
score = 50
diagnoses = []
"""
# %% load
def load_digits01(path):
    data = pd.read_csv(path, header=None).values.astype("float32")
    return data[:, :-1], data[:, -1]

# %% split
def split(X, y, test_size=0.2, seed=0):
    rng = np.random.RandomState(seed)
    train_parts, test_parts = [], []
    for label in np.unique(y):
        idx = np.where(y == label)[0]
        idx = rng.permutation(idx)
        n = int(round(len(idx) * test_size))
        test_parts.append(idx[:n])
        train_parts.append(idx[n:])
    train, test = np.concatenate(train_parts), np.concatenate(test_parts)
    return X[train], X[test], y[train], y[test]

# %% fit
def fit(model, X, y, epochs=200, lr=0.3):
    X = torch.from_numpy(X)
    y = torch.from_numpy(y)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = np.zeros(epochs)
    for i in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses[i] = loss.item()
    return losses

# %% predict
def predict(model, X):
    with torch.no_grad():
        p = model.predict_proba(torch.from_numpy(X)).numpy()
    return (p >= 0.5).astype(int)
