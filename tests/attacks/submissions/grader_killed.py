# ruff: noqa
"""
goal = "send a signal to every process that can be seen, the grader among them"
invariant = "a submission signals its own processes alone"
held_by = ["bubblewrap"]
"""

# %% attack
import os
import time
from pathlib import Path

own = {os.getpid()}
for entry in Path("/proc").glob("[0-9]*"):
    try:
        os.kill(int(entry.name), 0)
        command = (entry / "cmdline").read_bytes()
    except OSError:
        continue
    if b"hostile.py" in command or b"pytest" in command:
        print("FOU" + "ND")
