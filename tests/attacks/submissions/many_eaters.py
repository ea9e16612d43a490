# ruff: noqa
"""
goal = "each process stays below the limit, all together take the machine's memory"
invariant = "all processes of a submission together stay below its memory"
held_by = ["supervisor"]
limits = { memory_megabytes = 500 }
"""

# %% last
import os
import time

for _ in range(6):
    if os.fork() == 0:
        eaten = [bytearray(b"x") * 10_000_000 for _ in range(30)]
        time.sleep(20)
        os._exit(0)
time.sleep(12)
print("FOU" + "ND")
