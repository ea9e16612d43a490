# ruff: noqa
"""
goal = "let processes eat that are nobody's children any more"
invariant = "all processes of a submission share one limit of memory"
held_by = ["supervisor"]
limits = { memory_megabytes = 500 }
"""

# %% last
import os
import time

for _ in range(6):
    if os.fork() == 0:
        if os.fork() == 0:
            os.setsid()
            eaten = [b"x" * 10_000_000 for _ in range(30)]
            time.sleep(20)
        os._exit(0)
    os.wait()
time.sleep(8)
print("FOU" + "ND")
