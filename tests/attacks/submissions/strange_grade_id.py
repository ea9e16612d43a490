# ruff: noqa
"""
goal = "half a character as the grade_id of an extra cell, which comes into a remark and so into the ledger"
invariant = "a submission whose remarks cannot be written stops nobody else's grading"
held_by = ["repair"]
honest = true
expected = 50
"""

# %% edit
cell = nbformat.v4.new_code_cell("x = 1")
cell.metadata = {"tags": ["skip-execution"], "nbgrader": {"grade_id": "\ud800"}}
notebook.cells.append(cell)
