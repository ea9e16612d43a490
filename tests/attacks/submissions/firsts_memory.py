# ruff: noqa
"""
goal = "read and write the memory of the sandbox's first process"
invariant = "a submission looks into its own processes alone"
held_by = ["landlock"]
"""

# %% attack
for name in ("mem", "environ", "maps"):
    try:
        with open(f"/proc/1/{name}", "rb") as file:
            file.read(0 if name == "mem" else 1)
    except OSError as error:
        print(error)
    else:
        print("FOU" + "ND", name)
