# ruff: noqa
"""
goal = "so many small files that the disk takes no more"
invariant = "a submission makes no more files than it may"
held_by = ["bubblewrap"]
"""

# %% attack
import os
import tempfile

made = 0
folder = tempfile.mkdtemp(dir="/tmp")
try:
    for number in range(52_000):
        os.close(os.open(f"{folder}/{number}", os.O_CREAT | os.O_WRONLY))
        made += 1
except OSError as error:
    print(error)
if made == 52_000:
    print("FOU" + "ND")
