# ruff: noqa
"""
goal = "follow another process step by step and change what it does"
invariant = "no process can be traced"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

import time

child = os.fork()
if child == 0:
    time.sleep(5)
    os._exit(0)
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
if libc.ptrace(PTRACE_ATTACH, child, None, None) == 0:
    print("FOU" + "ND")
