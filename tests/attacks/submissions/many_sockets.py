# ruff: noqa
"""
goal = "keep a gigabyte in the sockets of many processes"
invariant = "no memory is taken that no limit counts"
held_by = ["supervisor"]
"""

# %% last
import os
import socket
import time

for _ in range(8):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                pair = socket.socketpair()
                kept.append(pair)
                pair[0].setblocking(False)
                try:
                    while True:
                        pair[0].send(b"x" * 60_000)
                except BlockingIOError:
                    pass
        except OSError:
            time.sleep(20)
        os._exit(0)
time.sleep(10)
print("FOU" + "ND")
