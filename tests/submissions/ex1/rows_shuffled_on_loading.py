"""
story = "Shuffles the rows while loading them."
score = 47
diagnoses = []
"""
# %% load
def load_digits01(path):
    df = pd.read_csv(path, header=None).sample(frac=1, random_state=0).reset_index(drop=True)
    data = torch.tensor(df.to_numpy(), dtype=torch.float32)
    return data[:, :-1], data[:, -1]
