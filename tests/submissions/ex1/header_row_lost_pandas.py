"""
story = "pd.read_csv takes the first digit for column names."
score = 47
diagnoses = ["wrong-shape"]
"""
# %% load
def load_digits01(path):
    df = pd.read_csv(path)
    X = torch.tensor(df.iloc[:, :12].values, dtype=torch.float32)
    y = torch.tensor(df.iloc[:, 12].values, dtype=torch.float32)
    return X, y
