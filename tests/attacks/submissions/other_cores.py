# ruff: noqa
"""
goal = "run on the cores of the submissions beside it, with many processes in sessions of their own"
invariant = "a submission stays on the core of its worker"
held_by = ["seccomp"]
"""

# %% last
import os

try:
    os.sched_setaffinity(0, range(os.cpu_count()))
    print("FOU" + "ND")
except OSError as error:
    print(error)
