# ruff: noqa
"""
goal = "fill memory that is mapped by nobody any more, out of a device of zeros"
invariant = "no memory is taken that no limit counts"
held_by = ["bubblewrap"]
"""

# %% last
import mmap
import os

try:
    zeros = mmap.mmap(os.open("/dev/zero", os.O_RDWR), 100_000_000)
    zeros.write(b"x" * 100_000_000)
    zeros.madvise(mmap.MADV_DONTNEED)
    print("FOU" + "ND", zeros[5])
except (OSError, ValueError) as error:
    print(error)
