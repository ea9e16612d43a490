# ruff: noqa
"""
goal = "switch address randomisation off for the programs it starts"
invariant = "the process's own personality stays"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

NO_RANDOM_ADDRESSES = 0x0040000
print("FOU" + "ND" if libc.personality(NO_RANDOM_ADDRESSES) >= 0 else "nothing")
