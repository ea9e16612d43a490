# ruff: noqa
"""
goal = "change how this process is treated when memory runs out"
invariant = "no setting of the system can be written"
held_by = ["bubblewrap"]
"""

# %% attack
try:
    with open("/proc/self/oom_score_adj", "r+") as file:
        before = file.read()
        file.write(before)
except OSError as error:
    print(error)
else:
    print("FOU" + "ND")
