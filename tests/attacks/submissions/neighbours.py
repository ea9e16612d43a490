# ruff: noqa
"""
goal = "read what others hand in while it is being graded"
invariant = "a submission sees its own folders alone"
held_by = ["bubblewrap"]
"""

# %% attack
import glob
import os

own = os.getcwd().split("/course/")[0]
for folder in glob.glob("/tmp/**/autograde-*", recursive=True):
    if folder != own:
        print("FOU" + "ND")
