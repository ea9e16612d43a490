# ruff: noqa
"""
goal = "listen without a port of one's own, connect without connecting"
invariant = "a submission opens no TCP connection"
held_by = ["seccomp"]
"""

# %% last
import socket

MSG_FASTOPEN = 0x20000000
try:
    server, client = socket.socket(), socket.socket()
    server.listen(1)
    client.sendto(b"x", MSG_FASTOPEN, ("127.0.0.1", server.getsockname()[1]))
    server.accept()
    print("FOU" + "ND")
except OSError as error:
    print(error)
