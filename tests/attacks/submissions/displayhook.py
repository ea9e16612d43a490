# ruff: noqa
"""
goal = "the functions show full points as their result, which stock nbgrader takes for the score"
invariant = "what a cell shows is no score"
held_by = ["examiner"]
"""

# %% attack
import sys


# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        sys.displayhook(10.0)
        raise SystemExit


# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    sys.displayhook(10.0)


# %% predict
def predict(model, X):
    sys.displayhook(10.0)
    assert False
