"""
story = "Shuffles without any seed."
score = 49
diagnoses = []
"""
# %% split
from sklearn.model_selection import train_test_split

def split(X, y, test_size=0.2, seed=0):
    return train_test_split(X, y, test_size=test_size, stratify=y)
