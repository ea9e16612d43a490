# ruff: noqa
"""
goal = "a thread writes every answer before the agent is asked"
invariant = "an answer counts only if it is right for a question drawn afresh"
held_by = ["examiner"]
"""

# %% attack
import json
import sys
import threading
from contextlib import suppress

YES = json.dumps({"outcome": "returned", "value": True, "seconds": 0, "events": [], "arrays": []})


def full(name, title, points, worth, *rest):
    from autograde.exam.verdict import Verdict

    return Verdict(name, title, worth, worth, True, None, "")


def write():
    folder = "/home/answers"
    while True:
        for number in range(1, 300):
            with suppress(OSError), open(f"{folder}/{number}.json", "w") as file:
                file.write(YES)
            # Where the examiner asks in this process: the answer before the evidence is gathered.
            for module in list(sys.modules.values()):
                if getattr(module, "__name__", "") == "autograde.exam.examining":
                    module.Verdict = full


threading.Thread(target=write, daemon=True).start()
