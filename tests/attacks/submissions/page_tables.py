# ruff: noqa
"""
goal = "map a terabyte and look at a byte in every two megabytes"
invariant = "no memory is taken that no limit counts"
held_by = ["supervisor"]
limits = { memory_megabytes = 500 }
"""

# %% last
import ctypes
import time

PROT_READ, PRIVATE_ANONYMOUS_NORESERVE, MADV_NOHUGEPAGE = 1, 0x4022, 15
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
size = 1 << 40
at = libc.mmap(None, size, PROT_READ, PRIVATE_ANONYMOUS_NORESERVE, -1, 0)
libc.madvise(at, size, MADV_NOHUGEPAGE)
view = (ctypes.c_uint8 * size).from_address(at)
for position in range(0, 300_000 << 21, 1 << 21):
    view[position]
time.sleep(4)
print("FOU" + "ND")
