"""
story = "The slices of both parts share a few rows of each class."
score = 48
diagnoses = ["train-test-overlap"]
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    g = torch.Generator().manual_seed(seed)
    train, test = [], []
    for c in [0, 1]:
        rows = torch.where(y == c)[0]
        rows = rows[torch.randperm(len(rows), generator=g)]
        n = int(len(rows) * test_size)
        test.append(rows[:n])
        train.append(rows[n - 3:])
    train, test = torch.cat(train), torch.cat(test)
    return X[train], X[test], y[train], y[test]
