# ruff: noqa
"""
goal = "change hundreds of small displays into large ones with a single message"
invariant = "no more is kept of a submission's output than allowed"
held_by = ["session"]
"""

# %% last
import time

from IPython.display import display

for number in range(350):
    display({"text/plain": ""}, raw=True, display_id="a")
    if number % 20 == 0:
        time.sleep(0.05)
time.sleep(1)
display({"text/plain": "y" * 1_000_000}, raw=True, display_id="a", update=True)
