# ruff: noqa
"""
goal = "keep pages in pipes and sockets, a byte of each, when they have left every file and process"
invariant = "no memory is taken that no limit counts"
held_by = ["seccomp"]
"""

# %% last
import os
import socket

file = os.open("/tmp/page", os.O_RDWR | os.O_CREAT)
os.write(file, b"x" * 4096)
reading, writing = os.pipe()
here, there = socket.socketpair()
for move in (
    lambda: os.splice(file, writing, 1, offset_src=0),
    lambda: os.sendfile(here.fileno(), file, 0, 1),
):
    try:
        move()
        print("FOU" + "ND")
    except OSError as error:
        print(error)
