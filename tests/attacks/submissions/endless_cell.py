# ruff: noqa
"""
goal = "a cell that waits for ever, and takes everybody's turn"
invariant = "a cell ends when its time is over"
held_by = ["session"]
limits = { cell_seconds = 3 }
"""

# %% attack
import time

for _ in range(14):
    time.sleep(0.5)
print("FOU" + "ND")
