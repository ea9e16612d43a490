# ruff: noqa
"""
goal = "send the exam out, or fetch answers"
invariant = "a submission reaches no socket outside"
held_by = ["bubblewrap"]
"""

# %% attack
import socket
from pathlib import Path

port = int(Path("port.txt").read_text())
unix = socket.AF_UNIX
for family, address in (
    (socket.AF_INET, ("127.0.0.1", port)),
    (socket.AF_INET, ("1.1.1.1", 53)),
    (unix, f"\0autograde-attack-{port}"),
    (unix, Path("socket.txt").read_text()),
):
    try:
        socket.socket(family, socket.SOCK_STREAM).connect(address)
    except OSError as error:
        print(error)
    else:
        print("FOU" + "ND", address)
