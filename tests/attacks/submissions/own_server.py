# ruff: noqa
"""
goal = "talk over TCP between its own processes, to wait for a visitor"
invariant = "a submission opens no TCP connection"
held_by = ["landlock", "seccomp"]
"""

# %% attack
import errno
import socket

with socket.socket() as mine:
    try:
        mine.connect(("127.0.0.1", 9))
    except OSError as error:
        # Nobody listens there; to hear so, it must have been let out.
        print("FOU" + "ND" if error.errno == errno.ECONNREFUSED else error)
