"""
story = "Leaves the label column among the features."
score = 47
diagnoses = ["wrong-shape"]
"""
# %% load
def load_digits01(path):
    df = pd.read_csv(path, header=None)
    data = torch.tensor(df.to_numpy(), dtype=torch.float32)
    return data, data[:, -1]
