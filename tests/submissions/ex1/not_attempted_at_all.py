"""
story = "Hands the notebook in as it was released."
score = 0
diagnoses = ["not-attempted"]
"""
# %% load
def load_digits01(path):
    # YOUR CODE HERE
    raise NotImplementedError()

# %% split
def split(X, y, test_size=0.2, seed=0):
    # YOUR CODE HERE
    raise NotImplementedError()

# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x):
        # YOUR CODE HERE
        raise NotImplementedError()

    def predict_proba(self, x):
        # YOUR CODE HERE
        raise NotImplementedError()

# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    # YOUR CODE HERE
    raise NotImplementedError()

# %% predict
def predict(model, X):
    # YOUR CODE HERE
    raise NotImplementedError()
