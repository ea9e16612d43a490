# ruff: noqa
"""
goal = "keep a lock of each second byte of a file, each of which the system notes"
invariant = "no memory is taken that no limit counts"
held_by = ["seccomp"]
"""

# %% last
import fcntl
import os
import struct

file = os.open("/tmp/locked", os.O_RDWR | os.O_CREAT)
lock = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)
fcntl.fcntl(file, fcntl.F_SETLK, lock)
if os.fork() == 0:
    kind = struct.unpack("hhqqi", fcntl.fcntl(file, fcntl.F_GETLK, lock))[0]
    os._exit(kind != fcntl.F_UNLCK)
_, status = os.wait()
print("FOU" + "ND" if status else "nobody holds it")
