"""
story = "Reads the file of the lab, whatever path is given."
score = 47
diagnoses = []
"""
# %% load
def load_digits01(path):
    df = pd.read_csv(dataset("digit01.csv"), header=None)
    return torch.tensor(df.iloc[:, :12].values, dtype=torch.float32), torch.tensor(df.iloc[:, 12].values, dtype=torch.float32)
