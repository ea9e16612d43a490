# ruff: noqa
"""
goal = "a process beside the kernel instead of below it, for which nobody waits"
invariant = "all that a submission starts descends from its kernel"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os
import signal

CLONE_PARENT = 0x8000
libc = ctypes.CDLL(None, use_errno=True)
syscall = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
# One generation further down, so that the sibling is a child of this process.
child = os.fork()
if child == 0:
    made = libc.syscall(syscall, CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0)
    os._exit(7 if made > 0 else 0)
# The sibling may end first: it is the child that tells whether there is one.
if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7:
    print("FOU" + "ND")
