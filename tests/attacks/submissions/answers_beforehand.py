# ruff: noqa
"""
goal = "a thread writes every answer before the agent is asked"
invariant = "an answer counts only if it is right for a question drawn afresh"
held_by = ["examiner"]
"""

# %% attack
import os
import stat
import sys
import threading
from contextlib import suppress

from autograde.exam import wire

YES = {"outcome": "returned", "value": True, "seconds": 0, "events": []}
before = set(os.listdir("/proc/self/fd"))


def full(name, title, points, worth, *rest):
    from autograde.exam.verdict import Verdict

    return Verdict(name, title, worth, worth, True, None, "")


def write():
    while True:
        for name in set(os.listdir("/proc/self/fd")) - before:
            with suppress(OSError):
                if stat.S_ISSOCK(os.fstat(int(name)).st_mode):  # the agent's
                    for number in range(1, 300):
                        os.write(int(name), wire.frame(number, YES, {}))
            # Where the examiner asks in this process: the answer before the evidence is gathered.
            for module in list(sys.modules.values()):
                if getattr(module, "__name__", "") == "autograde.exam.examining":
                    module.Verdict = full


threading.Thread(target=write, daemon=True).start()
