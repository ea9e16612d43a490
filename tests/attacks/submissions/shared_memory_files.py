# ruff: noqa
"""
goal = "files in shared memory, which is nobody's disk and everybody's memory"
invariant = "a submission writes no more than it may"
held_by = ["bubblewrap"]
limits = { disk_megabytes = 200 }
"""

# %% attack
from multiprocessing import shared_memory

kept = []
try:
    for number in range(5):
        kept.append(shared_memory.SharedMemory(create=True, size=80_000_000))
        with open(f"/dev/shm/{kept[-1].name}", "r+b", buffering=0) as file:
            if file.write(bytes(80_000_000)) < 80_000_000:
                raise OSError("the memory is full")
except OSError as error:
    print(error)
else:
    print("FOU" + "ND")
for each in kept:
    each.close()
    each.unlink()
