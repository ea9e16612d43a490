"""
story = "Reads with the csv module; splits row numbers with train_test_split."
score = 50
diagnoses = []
"""
# %% extra
import csv
from sklearn.model_selection import train_test_split as tts

# %% load
def load_digits01(path):
    rows = []
    with open(path, newline="") as f:
        for row in csv.reader(f):
            rows.append([float(v) for v in row])
    t = torch.tensor(rows)
    return t[:, :-1], t[:, -1]

# %% split
def split(X, y, test_size=0.2, seed=0):
    idx = np.arange(len(X))
    tr, te = tts(idx, test_size=test_size, random_state=seed, stratify=np.asarray(y))
    return X[tr], X[te], y[tr], y[te]
