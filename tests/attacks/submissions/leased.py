# ruff: noqa
"""
goal = "lease the data, so that whoever opens it has to wait"
invariant = "nobody waits for a file because of a submission"
held_by = ["seccomp"]
"""

# %% last
import fcntl
import os
import signal

signal.signal(signal.SIGIO, signal.SIG_IGN)
data = os.open(os.path.join(os.environ["COURSE_DATA"], "credit.csv"), os.O_RDONLY)
try:
    fcntl.fcntl(data, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    print("FOU" + "ND")
except OSError as error:
    print(error)
