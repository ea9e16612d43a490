# ruff: noqa
"""
goal = "fill the machine's disk through the one folder of it that can be written"
invariant = "that folder takes sockets and nothing else"
held_by = ["landlock"]
"""

# %% attack
import os

try:
    with open("/run/kernel/attack-files", "w") as file:
        file.write("x" * 1000)
except OSError as error:
    print(error)
else:
    print("FOU" + "ND")
