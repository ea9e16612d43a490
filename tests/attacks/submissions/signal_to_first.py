# ruff: noqa
"""
goal = "end the first process of the sandbox, which all others depend on"
invariant = "a submission signals its own processes alone"
held_by = ["landlock"]
"""

# %% attack
import os

try:
    os.kill(1, 0)
except OSError as error:
    print(error)
else:
    print("FOU" + "ND")
