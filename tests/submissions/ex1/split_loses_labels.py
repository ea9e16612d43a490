"""
story = "Shuffles the rows of X, but not those of y."
score = 48
diagnoses = ["not-stratified"]
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    g = torch.Generator().manual_seed(seed)
    X = X[torch.randperm(len(X), generator=g)]
    n = int(len(X) * test_size)
    return X[n:], X[:n], y[n:], y[:n]
