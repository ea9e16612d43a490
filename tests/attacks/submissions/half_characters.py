# ruff: noqa
"""
goal = "text that no file can hold: one half of a pair"
invariant = "what comes out can be written to a file"
held_by = ["session"]
"""

# %% attack
import json

kernel = get_ipython().kernel
# Jupyter's own packer refuses it already.
kernel.session.pack = lambda thing: json.dumps(thing, default=str).encode()
print("\ud800")
