"""
story = "Splits each class by hand with NumPy's generator and sorts the row numbers again."
score = 50
diagnoses = []
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    rng = np.random.default_rng(seed)
    labels = np.asarray(y)
    test = []
    for c in (0, 1):
        rows = np.flatnonzero(labels == c)
        rng.shuffle(rows)
        k = int(len(rows) * test_size)
        test.extend(rows[:k].tolist())
    test = sorted(test)
    train = [i for i in range(len(labels)) if i not in set(test)]
    return X[train], X[test], y[train], y[test]
