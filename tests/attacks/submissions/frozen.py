# ruff: noqa
"""
goal = "stop the kernel's process, so that it neither works nor ends"
invariant = "a kernel that does not answer ends"
held_by = ["session"]
limits = { cell_seconds = 2 }
"""

# %% last
import os
import signal
import time

own = os.getpid()
if os.fork() == 0:
    # Somebody has to wake it: without a limit this would be for ever.
    time.sleep(18)
    os.kill(own, signal.SIGCONT)
    os._exit(0)
os.kill(own, signal.SIGSTOP)
print("FOU" + "ND")
