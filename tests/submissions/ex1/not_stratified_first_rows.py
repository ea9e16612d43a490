"""
story = "Takes the first rows for the test, without any shuffle."
score = 48
diagnoses = ["not-stratified"]
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    n = int(len(X) * test_size)
    return X[n:], X[:n], y[n:], y[:n]
