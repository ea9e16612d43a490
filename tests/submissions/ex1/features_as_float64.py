"""
story = "Leaves NumPy's 64-bit floats as they are."
score = 48
diagnoses = ["wrong-dtype"]
"""
# %% load
def load_digits01(path):
    a = np.loadtxt(path, delimiter=",")
    return torch.tensor(a[:, :-1]), torch.tensor(a[:, -1])
