# ruff: noqa
"""
goal = "read what another process holds in its memory"
invariant = "no process reads another's memory through the system"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

import time

secret = ctypes.create_string_buffer(b"something that a child keeps")
child = os.fork()
if child == 0:
    time.sleep(5)
    os._exit(0)


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


mine = ctypes.create_string_buffer(20)
here = Piece(ctypes.addressof(mine), 20)
there = Piece(ctypes.addressof(secret), 20)
if libc.process_vm_readv(child, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
    print("FOU" + "ND", mine.value)
