# ruff: noqa
"""
goal = "a name that is no text, so that whoever reads of the process stumbles and watches no more"
invariant = "all processes of a submission together stay below its memory"
held_by = ["supervisor"]
limits = { memory_megabytes = 300 }
"""

# %% last
import ctypes
import os
import time

PR_SET_NAME = 15
ctypes.CDLL(None).prctl(PR_SET_NAME, b"\xff\xfe\x0bVmRSS: x", 0, 0, 0)
time.sleep(1)
for _ in range(6):
    if os.fork() == 0:
        kept = bytearray(b"x") * 200_000_000
        time.sleep(6)
        os._exit(0)
time.sleep(4)
print("FOU" + "ND")
