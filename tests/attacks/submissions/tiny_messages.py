# ruff: noqa
"""
goal = "very many small outputs, each of which costs more than it holds"
invariant = "outputs are counted, not only their length"
held_by = ["session"]
limits = { output_megabytes = 0.1 }
"""

# %% attack
from IPython.display import display

for number in range(4_000):
    display({"text/plain": ""}, raw=True)
