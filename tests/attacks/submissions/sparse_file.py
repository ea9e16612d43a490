# ruff: noqa
"""
goal = "a file of a terabyte that takes no room until somebody copies it"
invariant = "no file is larger than any submission needs"
held_by = ["rlimits"]
"""

# %% attack
try:
    with open("attack", "wb") as file:
        file.truncate(10**12)
except OSError as error:
    print(error)
else:
    print("FOU" + "ND")
