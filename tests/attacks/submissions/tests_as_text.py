# ruff: noqa
"""
goal = "tests that have become text, and are not run"
invariant = "every test cell is the one that was released"
held_by = ["repair"]
"""

# %% edit
for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("grade"):
        cell.cell_type = "markdown"
        cell.pop("outputs", None), cell.pop("execution_count", None)
