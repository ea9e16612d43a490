# ruff: noqa
"""
goal = "listen at a port, where a connection of the grader may end up"
invariant = "a submission serves no port"
held_by = ["landlock", "seccomp"]
"""

# %% attack
import socket

with socket.socket() as mine:
    try:
        mine.bind(("127.0.0.1", 8888))
        mine.listen()
    except OSError as error:
        print(error)
    else:
        print("FOU" + "ND")
