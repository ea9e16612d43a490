# ruff: noqa
"""
goal = "a raw cell, which is copied as it is, with a script"
invariant = "nothing of a student's runs on a page"
held_by = ["feedback"]
"""

# %% edit
notebook.cells.insert(0, nbformat.v4.new_raw_cell("</pre><script>alert(1)</script>"))
