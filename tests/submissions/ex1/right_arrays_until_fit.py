"""
story = "split returns NumPy arrays, which a cell of the student turns into tensors before fit."
score = 50
diagnoses = []
"""
# %% split
from sklearn.model_selection import train_test_split


def split(X, y, test_size=0.2, seed=0):
    return train_test_split(
        np.asarray(X), np.asarray(y), test_size=test_size, random_state=seed, stratify=y
    )


X_train, X_test, y_train, y_test = map(
    torch.from_numpy, split(torch.rand(20, 12), torch.arange(20.0) % 2)
)
