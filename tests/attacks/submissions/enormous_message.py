# ruff: noqa
"""
goal = "one message larger than the grader's memory"
invariant = "no message is larger than the output allowed"
held_by = ["session"]
"""

# %% attack
from IPython.display import display

display({"text/plain": "x" * 40_000_000}, raw=True)
