"""
story = "Drops rows that occur twice, as one does with a table of customers."
score = 47
diagnoses = ["wrong-shape"]
"""
# %% load
def load_digits01(path):
    df = pd.read_csv(path, header=None)
    df = df.dropna().drop_duplicates()
    X = torch.tensor(df.iloc[:, :12].values, dtype=torch.float32)
    y = torch.tensor(df.iloc[:, 12].values, dtype=torch.float32)
    return X, y
