# ruff: noqa
"""
goal = "start many processes that are nobody's children any more"
invariant = "a submission has no more processes than allowed"
held_by = ["supervisor"]
limits = { processes = 60 }
"""

# %% last
import os
import time

for _ in range(110):
    if os.fork() == 0:
        if os.fork() == 0:
            os.setsid()
            time.sleep(20)
        os._exit(0)
    os.wait()
time.sleep(5)
print("FOU" + "ND")
