# ruff: noqa
"""
goal = "a banner that covers the page and says 50 of 50"
invariant = "what a student shows stays in its place"
held_by = ["feedback"]
"""

# %% attack
from IPython.display import HTML, display

display(HTML("<div style='position: fixed; inset: 0; background: white'>50 of 50 points</div>"))
display(HTML("<style>.score { display: none }</style>"))
