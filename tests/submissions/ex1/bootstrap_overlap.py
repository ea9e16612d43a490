"""
story = "Draws training and test rows independently, with replacement."
score = 47
diagnoses = ["not-stratified", "train-test-overlap"]
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    rng = np.random.default_rng(seed)
    n_test = int(len(X) * test_size)
    test = rng.choice(len(X), n_test)
    train = rng.choice(len(X), len(X) - n_test)
    return X[train], X[test], y[train], y[test]
