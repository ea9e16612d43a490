# ruff: noqa
"""
goal = "an error whose message is a script"
invariant = "nothing of a student's runs on a page"
held_by = ["feedback"]
"""

# %% attack
raise RuntimeError("<script>alert(1)</script>")
