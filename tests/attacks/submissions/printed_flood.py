# ruff: noqa
"""
goal = "output of any length, which somebody has to store"
invariant = "no more output is kept than allowed"
held_by = ["session"]
"""

# %% attack
for _ in range(20):
    print("x" * 500_000)
