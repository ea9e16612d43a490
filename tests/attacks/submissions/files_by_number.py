# ruff: noqa
"""
goal = "find files by their numbers, past all folders"
invariant = "files are opened by their paths alone"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

import struct

handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0), 136)
place = ctypes.c_int()
got = libc.name_to_handle_at(-100, b"/usr", handle, ctypes.byref(place), 0)
print("FOU" + "ND" if got == 0 else "nothing")
