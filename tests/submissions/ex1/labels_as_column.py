"""
story = "Keeps y as a column of shape (N, 1)."
score = 47
diagnoses = ["wrong-shape"]
"""
# %% load
def load_digits01(path):
    df = pd.read_csv(path, header=None)
    data = torch.tensor(df.to_numpy(), dtype=torch.float32)
    return data[:, :-1], data[:, -1:]
