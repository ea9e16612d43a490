"""
story = "Splits with pandas: a sample of each class."
score = 50
diagnoses = []
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    labels = pd.Series(np.asarray(y))
    test = labels.groupby(labels).sample(frac=test_size, random_state=seed).index.to_numpy()
    train = np.setdiff1d(np.arange(len(labels)), test)
    rng = np.random.default_rng(seed)
    rng.shuffle(train)
    return X[train], X[test], y[train], y[test]
