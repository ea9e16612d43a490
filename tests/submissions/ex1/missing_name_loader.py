"""
story = "Renamed the loader."
score = 45
diagnoses = ["missing-name"]
"""
# %% load
def load_digits(path):
    table = pd.read_csv(path, header=None)
    return torch.tensor(table.iloc[:, :-1].values).float(), torch.tensor(table.iloc[:, -1].values).float()
