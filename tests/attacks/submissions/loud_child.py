# ruff: noqa
"""
goal = "a program that prints to the kernel's own output, past Python's"
invariant = "output counts whoever prints it"
held_by = ["session"]
"""

# %% attack
import subprocess

subprocess.run("yes attack | head -c 12000000", shell=True)
get_ipython().system("yes attack | head -c 12000000")
