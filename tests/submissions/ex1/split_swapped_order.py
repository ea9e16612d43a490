"""
story = "Returns X_train, y_train, X_test, y_test."
score = 49
diagnoses = ["wrong-shape"]
"""
# %% split
from sklearn.model_selection import train_test_split

def split(X, y, test_size=0.2, seed=0):
    a, b, c, d = train_test_split(X, y, test_size=test_size, random_state=seed, stratify=y)
    return a, c, b, d
