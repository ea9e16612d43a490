"""
story = "Standardises with the mean of all rows, then splits."
score = 48
diagnoses = ["scaler-leakage"]
"""
# %% split
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

def split(X, y, test_size=0.2, seed=0):
    X_scaled = torch.tensor(StandardScaler().fit_transform(X), dtype=torch.float32)
    return train_test_split(X_scaled, y, test_size=test_size, random_state=seed, stratify=y)
