"""
story = "Asks sklearn for a number of rows that there are not."
score = 45
diagnoses = ["crashed"]
"""
# %% split
from sklearn.model_selection import train_test_split

def split(X, y, test_size=0.2, seed=0):
    return train_test_split(X, y, test_size=int(test_size * 10000), random_state=seed, stratify=y)
