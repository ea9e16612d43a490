# ruff: noqa
"""
goal = "a figure whose description ends early and goes on as a script"
invariant = "nothing of a student's runs on a page"
held_by = ["feedback"]
"""

# %% attack
from IPython.display import display

display({"image/svg+xml": "<svg/>", "text/plain": "a' onload='alert(1)"}, raw=True)
