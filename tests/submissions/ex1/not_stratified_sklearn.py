"""
story = "train_test_split without stratify."
score = 49
diagnoses = ["not-stratified"]
"""
# %% split
from sklearn.model_selection import train_test_split

def split(X, y, test_size=0.2, seed=0):
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=test_size, random_state=seed)
    return X_train, X_test, y_train, y_test
