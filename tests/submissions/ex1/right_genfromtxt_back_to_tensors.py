"""
story = "genfromtxt; goes to NumPy for sklearn's split and back to tensors."
score = 50
diagnoses = []
"""
# %% load
def load_digits01(path):
    a = np.genfromtxt(str(path), delimiter=",")
    X = torch.tensor(a[:, 0:12]).float()
    y = torch.tensor(a[:, 12]).float()
    return X, y

# %% split
def split(X, y, test_size=0.2, seed=0):
    from sklearn.model_selection import train_test_split

    X_np, y_np = np.array(X), np.array(y)
    parts = train_test_split(X_np, y_np, test_size=test_size, stratify=y_np, random_state=seed)
    X_tr, X_te, y_tr, y_te = [torch.tensor(p, dtype=torch.float32) for p in parts]
    return X_tr, X_te, y_tr, y_te
