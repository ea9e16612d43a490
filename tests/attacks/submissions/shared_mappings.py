# ruff: noqa
"""
goal = "fill memory that is mapped by nobody any more"
invariant = "no memory is taken that no limit counts"
held_by = ["seccomp"]
"""

# %% last
import mmap

eaten = []
try:
    for _ in range(3):
        eaten.append(mmap.mmap(-1, 100_000_000))
        eaten[-1].write(b"x" * 100_000_000)
        eaten[-1].madvise(mmap.MADV_DONTNEED)
    print("FOU" + "ND", eaten[1][5])
except OSError as error:
    print(error)
