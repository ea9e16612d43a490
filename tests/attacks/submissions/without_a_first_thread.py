# ruff: noqa
"""
goal = "end the first thread of a process, so that the system tells nothing of its memory"
invariant = "the memory of all processes counts"
held_by = ["supervisor"]
"""

# %% attack
import ctypes
import os
import threading
import time

exit_thread = {"x86_64": 60, "aarch64": 93}[os.uname().machine]
if os.fork() == 0:
    threading.Thread(target=time.sleep, args=(20,)).start()
    ctypes.CDLL(None).syscall(exit_thread, 0)
time.sleep(4)
print("FOU" + "ND")
