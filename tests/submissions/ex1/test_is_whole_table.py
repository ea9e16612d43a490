"""
story = "Tests on the whole table, training rows included."
score = 46
diagnoses = ["train-test-overlap"]
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    torch.manual_seed(seed)
    train = []
    for label in (0, 1):
        rows = torch.nonzero(y == label).flatten()
        rows = rows[torch.randperm(len(rows))]
        train.append(rows[: int(len(rows) * (1 - test_size))])
    train = torch.cat(train)
    return X[train], X, y[train], y
