"""
story = "Standardises the pixels while loading, and forgets `dim=0`: one mean for all twelve."
score = 47.0
diagnoses = ["global-standardisation"]
"""
# %% load
def load_digits01(path):
    data = torch.from_numpy(pd.read_csv(path, header=None).values).float()
    X, y = data[:, :12], data[:, 12]
    X = (X - X.mean()) / X.std()
    return X, y
