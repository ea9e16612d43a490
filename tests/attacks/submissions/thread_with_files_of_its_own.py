# ruff: noqa
"""
goal = "a thread with open files of its own, which are listed where nobody looks"
invariant = "all open files of a submission count"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import errno
import os

CLONE_THREAD = 0x10000
libc = ctypes.CDLL(None, use_errno=True)
syscall = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
# Without a memory in common the system refuses it as well, but as a thing without sense.
if libc.syscall(syscall, CLONE_THREAD, 0, 0, 0, 0) < 0 and ctypes.get_errno() == errno.EINVAL:
    print("FOU" + "ND")
