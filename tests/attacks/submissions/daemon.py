# ruff: noqa
"""
goal = "a process that ignores every signal, in a session of its own, outlives the kernel"
invariant = "a submission ends with the last of its processes"
held_by = ["bubblewrap"]
"""

# %% attack
import os
import signal

if os.fork() == 0:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.execv("/usr/bin/sleep", ["attack-daemon", "100"])
    os._exit(0)
