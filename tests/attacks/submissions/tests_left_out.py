# ruff: noqa
"""
goal = "a notebook without its tests, so that nobody knows that they failed"
invariant = "every test cell is there"
held_by = ["repair"]
"""

# %% edit
notebook.cells = [c for c in notebook.cells if not c.metadata.get("nbgrader", {}).get("grade")]
