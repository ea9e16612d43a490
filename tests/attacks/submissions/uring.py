# ruff: noqa
"""
goal = "open and read files by a queue that no filter of system calls looks into"
invariant = "there is no way around the filter"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

IO_URING_SETUP = 425
queue = libc.syscall(IO_URING_SETUP, 4, ctypes.create_string_buffer(200))
print("FOU" + "ND" if queue >= 0 else "nothing")
