"""
story = "np.loadtxt for the data, train_test_split with stratify on the tensors."
score = 50
diagnoses = []
"""
# %% extra
from sklearn.model_selection import train_test_split

# %% load
def load_digits01(path):
    data = np.loadtxt(path, delimiter=",", dtype=np.float32)
    return torch.from_numpy(data[:, :12]), torch.from_numpy(data[:, 12])

# %% split
def split(X, y, test_size=0.2, seed=0):
    return train_test_split(X, y, test_size=test_size, random_state=seed, stratify=y)
