# ruff: noqa
"""
goal = "a text cell with scripts and links that run them"
invariant = "nothing of a student's runs on a page"
held_by = ["feedback"]
"""

# %% edit
text = (
    "[click](javascript:alert(1)) <a href='JaVaScRiPt:alert(1)'>me</a> <b onclick='alert(1)'>x</b>"
)
notebook.cells.insert(0, nbformat.v4.new_markdown_cell(text + "<script>alert(1)</script>"))
