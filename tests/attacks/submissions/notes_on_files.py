# ruff: noqa
"""
goal = "leave a note for the next student in what the system remembers of a file"
invariant = "nothing of a submission is left for the next one"
held_by = ["seccomp"]
"""

# %% attack
import fcntl
import struct

F_SET_RW_HINT = 1036
with open("note", "w") as file:
    try:
        fcntl.fcntl(file, F_SET_RW_HINT, struct.pack("Q", 4))
        print("FOU" + "ND")
    except OSError as error:
        print(error)
