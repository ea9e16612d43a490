# ruff: noqa
"""
goal = "claim memory as a stack, which the limit of a process does not count"
invariant = "a process claims no more memory than it may take"
held_by = ["seccomp"]
"""

# %% last
import ctypes

READ_WRITE, PRIVATE_ANONYMOUS, GROWSDOWN = 3, 0x22, 0x100
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_ssize_t
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
claimed = libc.mmap(None, 1 << 20, READ_WRITE, PRIVATE_ANONYMOUS | GROWSDOWN, -1, 0)
print("refused" if claimed == -1 else "FOU" + "ND")
