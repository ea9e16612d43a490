# ruff: noqa
"""
goal = "the grader's disk is filled"
invariant = "a submission writes no more than it may"
held_by = ["bubblewrap"]
limits = { disk_megabytes = 200 }
"""

# %% last
import os

for number in range(5):
    with open(os.path.expanduser(f"~/{number}"), "wb") as file:
        file.write(b"x" * 100_000_000)
print("FOU" + "ND")
