# ruff: noqa
"""
goal = "files beside the notebook whose names lead out of its folder"
invariant = "what is handed in is put nowhere but beside the notebook"
held_by = ["bubblewrap"]
"""

# %% file inside.txt
x
# %% attack
from pathlib import Path

for place in (Path.cwd(), *Path.cwd().parents):
    for name in ("solutions", "gradebook.db", "submitted", "asks", "kernel.json"):
        if (place / name).exists():
            print("FOU" + "ND", name)
