"""
story = "Shuffles all rows together and cuts."
score = 49
diagnoses = ["not-stratified"]
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    rng = np.random.default_rng(seed)
    idx = rng.permutation(len(X))
    n_test = int(test_size * len(X))
    return X[idx[n_test:]], X[idx[:n_test]], y[idx[n_test:]], y[idx[:n_test]]
