"""
story = "split returns the labels with an axis of length one."
score = 49
diagnoses = ["wrong-shape"]
"""
# %% split
from sklearn.model_selection import train_test_split


def split(X, y, test_size=0.2, seed=0):
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=test_size, random_state=seed, stratify=y
    )
    return X_train, X_test, y_train.reshape(-1, 1), y_test.reshape(-1, 1)
