# ruff: noqa
"""
goal = "start a process in a user namespace of its own, with all capabilities"
invariant = "no submission gains a capability"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

CLONE = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
NEW_USER, SIGCHLD = 0x10000000, 17
child = libc.syscall(CLONE, NEW_USER | SIGCHLD, None, None, None, None)
if child == 0:
    os._exit(0)
print("FOU" + "ND" if child > 0 else "nothing")
