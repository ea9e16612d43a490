# ruff: noqa
"""
goal = "open files without a name fill the disk, and no folder shows them"
invariant = "a submission writes no more than it may"
held_by = ["bubblewrap"]
limits = { disk_megabytes = 200 }
"""

# %% attack
import tempfile

opened = []
try:
    for _ in range(5):
        opened.append(tempfile.TemporaryFile(dir="/tmp", buffering=0))
        written = opened[-1].write(bytes(80_000_000))
        if written < 80_000_000:
            raise OSError("the disk is full")
except OSError as error:
    print(error)
else:
    print("FOU" + "ND")
