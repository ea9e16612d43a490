# ruff: noqa
"""
goal = "functions that every program uses, changed for all"
invariant = "the examiner shares no interpreter with a student"
held_by = ["examiner"]
"""

# %% attack
import builtins

original = builtins.round
builtins.round = lambda number, *a: (
    5.0 if isinstance(number, float) and a == (2,) else original(number, *a)
)
