"""
story = "Skips a header that is not there."
score = 47
diagnoses = ["wrong-shape"]
"""
# %% load
def load_digits01(path):
    a = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float32)
    return torch.from_numpy(a[:, :-1]), torch.from_numpy(a[:, -1])
