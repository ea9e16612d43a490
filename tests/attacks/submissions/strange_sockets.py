# ruff: noqa
"""
goal = "sockets that lead past a network namespace: to the host of a virtual machine, to the system's own parts"
invariant = "only sockets among processes can be made"
held_by = ["seccomp"]
"""

# %% attack
import socket

for family in (socket.AF_VSOCK, socket.AF_ALG, socket.AF_KEY, socket.AF_RDS, socket.AF_TIPC):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind).close()
        except OSError as error:
            print(error)
        else:
            print("FOU" + "ND", family, kind)
