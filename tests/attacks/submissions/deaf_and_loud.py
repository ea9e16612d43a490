# ruff: noqa
"""
goal = "the grader never gets to its end: no interrupt is heard, and messages never stop"
invariant = "a submission ends when its time is over, whether it listens or not"
held_by = ["session"]  # whose time the supervisor keeps
limits = { cell_seconds = 1 }
"""

# %% last
import signal
import threading
import time

signal.signal(signal.SIGINT, signal.SIG_IGN)
kernel = get_ipython().kernel
start = time.monotonic()


def flood():
    # Not to the very end: a line as full as this drops messages, the last one perhaps among them.
    while time.monotonic() - start < 16:
        message = kernel.session.msg("stream", {"name": "stdout", "text": ""}, parent={})
        kernel.session.send(kernel.iopub_socket, message)


threading.Thread(target=flood, daemon=True).start()
while time.monotonic() - start < 24:
    try:
        while time.monotonic() - start < 24:
            pass
    except BaseException:
        pass
print("FOU" + "ND")
