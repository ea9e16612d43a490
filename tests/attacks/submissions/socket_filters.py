# ruff: noqa
"""
goal = "fill the machine's memory for compiled filters, so that no other kernel can load its own"
invariant = "a submission takes nothing that others need, on the whole machine"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import socket
import struct

SO_ATTACH_FILTER = 26
code = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0), 8)
program = struct.pack("HxxxxxxP", 1, ctypes.addressof(code))
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(
        socket.SOL_SOCKET, SO_ATTACH_FILTER, program
    )
    print("FOU" + "ND")
except OSError as error:
    print(error)
