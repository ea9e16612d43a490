# ruff: noqa
"""
goal = "memory shared with children, which no limit of a single process counts"
invariant = "all processes of a submission together stay below its memory"
held_by = ["seccomp", "supervisor"]
limits = { memory_megabytes = 500 }
"""

# %% attack
import mmap
import time

eaten = []
for _ in range(13):
    eaten.append(mmap.mmap(-1, 100_000_000))
    eaten[-1].write(b"x" * 100_000_000)
time.sleep(10)
print("FOU" + "ND")
