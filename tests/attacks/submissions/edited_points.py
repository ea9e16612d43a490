# ruff: noqa
"""
goal = "test cells that are worth a thousand points"
invariant = "points come from the course alone"
held_by = ["repair"]
"""

# %% edit
for cell in notebook.cells:
    if "points" in cell.metadata.get("nbgrader", {}):
        cell.metadata["nbgrader"]["points"] = 1000
