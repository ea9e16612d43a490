# ruff: noqa
"""
goal = "System V memory and queues, which stay when the process is gone"
invariant = "memory is taken only where it is counted"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

CREATE = 0o1000 | 0o600
for number, made in enumerate((libc.shmget(0, 100_000_000, CREATE), libc.msgget(0, CREATE))):
    if made >= 0:
        print("FOU" + "ND", number)
