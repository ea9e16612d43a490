# ruff: noqa
"""
goal = "fill the disk of the grader with sockets where its own lie"
invariant = "nothing piles up on the grader's disk"
held_by = ["supervisor"]
"""

# %% last
import socket
import time

try:
    for number in range(2000):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.bind(f"/run/kernel/{number:070}")
    time.sleep(5)
    print("FOU" + "ND")
except OSError as error:
    print(error)
