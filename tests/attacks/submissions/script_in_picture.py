# ruff: noqa
"""
goal = "a picture whose data end early and go on as a script"
invariant = "nothing of a student's runs on a page"
held_by = ["feedback"]
"""

# %% attack
from IPython.display import display

display({"image/png": "AAAA' onerror='alert(1)", "text/plain": ""}, raw=True)
