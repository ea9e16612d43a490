# ruff: noqa
"""
goal = "keep a gigabyte in sockets that nobody reads"
invariant = "no memory is taken that no limit counts"
held_by = ["seccomp"]
"""

# %% last
import socket

kept, total, block = [], 0, b"x" * 60_000
try:
    while total < 1_000_000_000:
        pair = socket.socketpair()
        kept.append(pair)
        for one in pair:
            one.setblocking(False)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_000_000)
            try:
                while True:
                    total += one.send(block)
            except BlockingIOError:
                pass
except OSError as error:
    print(error)
if total >= 1_000_000_000:
    print("FOU" + "ND")
print(total)
