# ruff: noqa
"""
goal = "so many processes that the machine stands still"
invariant = "a submission has no more processes than it may"
held_by = ["supervisor"]
limits = { processes = 60 }
"""

# %% last
import os
import time

for _ in range(90):
    try:
        if os.fork() == 0:
            time.sleep(25)
            os._exit(0)
    except OSError:
        pass
time.sleep(12)
print("FOU" + "ND")
