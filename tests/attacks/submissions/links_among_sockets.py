# ruff: noqa
"""
goal = "links among the sockets, for the grader to follow or remove"
invariant = "that folder takes sockets and nothing else"
held_by = ["landlock"]
"""

# %% attack
import os

for make in (
    lambda: os.symlink("/etc/passwd", "/run/kernel/link"),
    lambda: os.mkfifo("/run/kernel/pipe"),
    lambda: os.mkdir("/run/kernel/folder"),
    lambda: os.unlink("/run/kernel/kernel-1"),
):
    try:
        make()
    except OSError as error:
        print(error)
    else:
        print("FOU" + "ND")
