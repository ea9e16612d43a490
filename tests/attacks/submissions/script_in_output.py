# ruff: noqa
"""
goal = "an output whose script runs on the page that the instructor opens"
invariant = "nothing of a student's runs on a page"
held_by = ["feedback"]
"""

# %% attack
from IPython.display import HTML, display

display(HTML("<script>alert(1)</script>"))
display(HTML("<img src=x onerror=alert(1)><svg onload=alert(1)><circle></svg>"))
