# ruff: noqa
"""
goal = "take an open file out of another process"
invariant = "no process takes another's open files"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

import time

PIDFD_GETFD = 438
child = os.fork()
if child == 0:
    time.sleep(5)
    os._exit(0)
taken = libc.syscall(PIDFD_GETFD, os.pidfd_open(child), 0, 0)
print("FOU" + "ND" if taken >= 0 else "nothing")
