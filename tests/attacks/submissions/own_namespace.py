# ruff: noqa
"""
goal = "become root of a user namespace and mount something over the libraries"
invariant = "no submission gains a capability"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
NEW_USER, NEW_MOUNTS = 0x10000000, 0x00020000
child = os.fork()
if child == 0:
    os._exit(0 if libc.unshare(NEW_USER | NEW_MOUNTS) == 0 else 1)
print("FOU" + "ND" if os.waitpid(child, 0)[1] == 0 else "nothing")
