# ruff: noqa
"""
goal = "keep megabytes in the access lists of empty folders, which take no room on the disk"
invariant = "no memory is taken that no limit counts"
held_by = ["seccomp"]
"""

# %% last
import os
import struct

WHOLE = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, 7, 0 if tag == 2 else 0xFFFFFFFF) for tag in (1, 2, 4, 16, 32)
)
os.mkdir("/tmp/empty")
try:
    os.setxattr("/tmp/empty", "system.posix_acl_access", WHOLE)
    print("FOU" + "ND")
except OSError as error:
    print(error)
