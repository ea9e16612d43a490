"""
story = "Standardises the whole table while loading it."
score = 47
diagnoses = ["scaler-leakage"]
"""
# %% load
def load_digits01(path):
    df = pd.read_csv(path, header=None)
    X = torch.tensor(df.iloc[:, :-1].values, dtype=torch.float32)
    y = torch.tensor(df.iloc[:, -1].values, dtype=torch.float32)
    X = (X - X.mean(dim=0)) / X.std(dim=0)
    return X, y
