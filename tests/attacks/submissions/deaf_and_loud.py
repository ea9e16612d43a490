# ruff: noqa
"""
goal = "the grader never gets to its end: no interrupt is heard, and messages never stop"
"""

# %% last
import signal
import threading

signal.signal(signal.SIGINT, signal.SIG_IGN)
kernel = get_ipython().kernel


def flood():
    while True:
        message = kernel.session.msg("stream", {"name": "stdout", "text": "x"}, parent={})
        kernel.session.send(kernel.iopub_socket, message)


threading.Thread(target=flood, daemon=True).start()
while True:
    pass
