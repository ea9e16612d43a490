# ruff: noqa
"""
goal = "memory in files without a name, which counts as nobody's"
invariant = "memory is taken only where it is counted"
held_by = ["seccomp"]
limits = { memory_megabytes = 400 }
"""

# %% attack
import os

taken = 0
try:
    for number in range(5):
        file = os.memfd_create(f"memory-{number}")
        for _ in range(20):
            taken += os.write(file, bytes(10_000_000))
except OSError as error:
    print(error)
if taken > 600_000_000:
    print("FOU" + "ND", taken)
