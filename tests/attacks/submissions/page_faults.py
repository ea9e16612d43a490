# ruff: noqa
"""
goal = "stop the system in the midst of a call by handling page faults"
invariant = "calls with which systems were broken before are out of reach"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

USERFAULTFD = {"x86_64": 323, "aarch64": 282}[os.uname().machine]
USER_MODE_ONLY = 1
made = libc.syscall(USERFAULTFD, USER_MODE_ONLY)
print("FOU" + "ND" if made >= 0 else "nothing")
