# ruff: noqa
"""
goal = "an answer comes byte by byte, and the grader waits for every one"
invariant = "an answer is there in time as a whole, or not at all"
held_by = ["session"]
limits = {call_seconds = 2}
"""

# %% last
import time

import autograde.exam.agent
from autograde.exam import wire

ANSWER = {"outcome": "raised", "kind": "FOU" + "ND", "message": "FOU" + "ND", "line": ""}
attend = autograde.exam.agent.attend


class Dripping:
    """The agent's socket, which has all the time in the world."""

    def __init__(self, line):
        self.line = line

    def __enter__(self):
        self.line.__enter__()
        return self

    def __exit__(self, *error):
        return self.line.__exit__(*error)

    def __getattr__(self, name):
        return getattr(self.line, name)

    def sendall(self, content):
        for start in range(0, len(content), 8):
            time.sleep(0.4)
            self.line.sendall(content[start : start + 8])


class Sockets:
    AF_UNIX = autograde.exam.agent.socket.AF_UNIX

    @staticmethod
    def socket(kind, real=autograde.exam.agent.socket.socket):
        return Dripping(real(kind))


autograde.exam.agent.socket = Sockets
autograde.exam.agent.serve = lambda namespace, asks, number, *asked: wire.frame(number, ANSWER, {})
