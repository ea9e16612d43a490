"""
story = "A normalise function of her own, used on the whole pixel array, as others do with images."
score = 47.0
diagnoses = ["global-standardisation"]
"""
# %% extra
def normalise(a):
    mu, sigma = np.mean(a), np.std(a)
    return (a - mu) / sigma

# %% load
def load_digits01(path):
    raw = np.loadtxt(path, delimiter=",", dtype=np.float32)
    pixels = normalise(raw[:, :-1])
    return torch.tensor(pixels), torch.tensor(raw[:, -1])
