# ruff: noqa
"""
goal = "a list that grows until the machine has no memory left"
invariant = "a process takes no more memory than it may"
held_by = ["rlimits", "supervisor"]
limits = { memory_megabytes = 600 }
"""

# %% attack
import time

eaten = []
try:
    for _ in range(150):
        eaten.append(bytearray(b"x") * 10_000_000)
except MemoryError as error:
    eaten = eaten[:50]
    print("no more memory")
if len(eaten) == 150:
    time.sleep(3)
    print("FOU" + "ND")
