# ruff: noqa
"""
goal = "an answer that takes longer than it may, for instance to search for it"
invariant = "an answer counts only within its time"
held_by = ["session"]
honest = true
expected = 48
limits = { call_seconds = 3 }
"""

# %% predict
import time

WAITED = []


def predict(model, X):
    if not WAITED:
        WAITED.append(True)
        for _ in range(12):
            time.sleep(0.5)
    with torch.no_grad():
        return (model(X) >= 0).long()
