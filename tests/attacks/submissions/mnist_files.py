# ruff: noqa
"""
exercise = "ex2"
goal = "find the held-out images and their labels among the files of the machine"
invariant = "a submission sees no image of MNIST that answers are examined with"
held_by = ["bubblewrap"]
expected = 0
"""

# %% attack
import glob
import os

places = [os.environ.get("COURSE_DATA", "."), ".", "..", "../..", "/tmp/attacks-*", "/tmp/*/course"]
for place in places:
    for path in glob.glob(f"{place}/**/t10k*", recursive=True):
        print("FOU" + "ND", path)
