"""
story = "Loads the labels as int64, as one does for classes."
score = 48
diagnoses = ["wrong-dtype"]
"""
# %% load
def load_digits01(path):
    df = pd.read_csv(path, header=None)
    X = torch.tensor(df.iloc[:, :-1].values, dtype=torch.float32)
    y = torch.tensor(df.iloc[:, -1].values, dtype=torch.long)
    return X, y

# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    y = y.float()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
