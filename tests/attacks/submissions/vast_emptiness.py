# ruff: noqa
"""
goal = "an array of no numbers at all, whose axes multiply to more than any array may have"
invariant = "whatever comes over the wire is refused, and no fault of the grader"
held_by = ["wire"]
honest = true
expected = 0
"""

# %% last
import json

from autograde.exam import wire


def frame(number, body, arrays):
    value = {"array": "a0", "kind": "x", "requires_grad": False}
    body = {"outcome": "returned", "value": value, "seconds": 0.0, "events": []}
    about = [["a0", "<f8", [0, 2**31 - 1, 2**31 - 1]]]
    head = json.dumps({"number": number, "body": body, "arrays": about}).encode()
    return wire.HEADER.pack(len(head), 0) + head


wire.frame = frame
