# ruff: noqa
"""
goal = "read the grader's environment, command line and memory"
invariant = "no process of the machine can be seen"
held_by = ["bubblewrap"]
"""

# %% attack
import os
from pathlib import Path

for path in [*Path("/proc").glob("*/environ"), *Path("/proc").glob("*/cmdline")]:
    try:
        text = path.read_bytes()
    except OSError:
        continue
    if b"canary-of" + b"-the-exam" in text:
        print("FOU" + "ND", path)
if any("canary" in value for value in os.environ.values()):
    print("FOU" + "ND", "environ")
others = [p.name for p in Path("/proc").iterdir() if p.name.isdigit()]
for number in others:
    try:
        command = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except OSError:
        continue
    # Itself, which the zygote has become, and the first process of its namespace.
    if b"autograde.kernel.zygote" not in command and b"/usr/bin/sleep" not in command:
        print("FOU" + "ND", number)
