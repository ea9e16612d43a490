# ruff: noqa
"""
goal = "what is left behind cannot be removed"
invariant = "nothing that a submission wrote remains"
held_by = ["bubblewrap"]
"""

# %% last
import os
from pathlib import Path

home = Path.home()
Path(home, "locked").mkdir()
Path(home, "locked", "file").write_text("x")
Path(home, "locked").chmod(0)
os.chdir(home)
for _ in range(3000):
    os.mkdir("deeper")
    os.chdir("deeper")
Path("bottom").write_text("x")
Path("/tmp/attack-litter").write_text("x")
