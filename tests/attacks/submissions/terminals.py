# ruff: noqa
"""
goal = "take the terminals that the machine has for all"
invariant = "nothing that a submission does is felt by others"
held_by = ["bubblewrap"]
"""

# %% last
import os

taken = []
try:
    for _ in range(100):
        taken.append(os.openpty())
    print("FOU" + "ND")
except OSError as error:
    print(len(taken), error)
