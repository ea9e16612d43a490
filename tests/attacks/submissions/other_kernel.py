# ruff: noqa
"""
goal = "a notebook that names the program to run it with"
invariant = "the kernel is the course's, whatever a notebook asks for"
held_by = ["repair"]
"""

# %% edit
notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "sh", "language": "sh"}
notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "../../x"}
notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": 7}}
