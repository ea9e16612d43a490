"""
story = "Standardises inside split, though by the training rows alone."
score = 49
diagnoses = []
"""
# %% split
from sklearn.model_selection import train_test_split

def split(X, y, test_size=0.2, seed=0):
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=test_size, random_state=seed, stratify=y)
    mean, std = Xa.mean(0), Xa.std(0)
    return (Xa - mean) / std, (Xb - mean) / std, ya, yb
