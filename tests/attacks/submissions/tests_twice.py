# ruff: noqa
"""
goal = "a second test cell of the same name, which is easier"
invariant = "every test cell is there once"
held_by = ["repair"]
"""

# %% edit
for cell in [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]:
    copy = nbformat.from_dict(cell)
    copy = nbformat.v4.new_code_cell("50.0", metadata=dict(cell.metadata))
    notebook.cells.append(copy)
