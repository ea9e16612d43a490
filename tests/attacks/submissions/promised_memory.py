# ruff: noqa
"""
goal = "claim more memory than the machine has, and use it when others need theirs"
invariant = "a process claims no more memory than it may take"
held_by = ["rlimits"]
"""

# %% attack
import mmap

claimed = []
try:
    for _ in range(40):
        claimed.append(mmap.mmap(-1, 100_000_000, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
except (OSError, MemoryError) as error:
    print(error)
if len(claimed) == 40:
    print("FOU" + "ND")
