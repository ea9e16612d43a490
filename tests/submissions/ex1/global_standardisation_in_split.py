"""
story = "Scales both parts by the training part, which is sound, but with one mean for all columns."
score = 49.0
diagnoses = ["global-standardisation"]
"""
# %% split
def split(X, y, test_size=0.2, seed=0):
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(
        np.arange(len(y)), test_size=test_size, random_state=seed, stratify=np.asarray(y)
    )
    X_train, X_test = X[train], X[test]
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / std, (X_test - mean) / std, y[train], y[test]
