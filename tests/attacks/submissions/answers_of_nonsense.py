# ruff: noqa
"""
goal = "answers that are too large, too deep, of the wrong type, or arrays that lie about their size"
invariant = "an answer of any bytes costs its author points, and the grader nothing"
held_by = ["wire"]
"""

# %% last
import json
import struct

import autograde.exam.agent


def lying(header, body=b""):
    text = header.encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body


ARRAYS = [
    lying("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,)}"),
    lying("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, -1)}", b"1234"),
    lying("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", b"cposix\nsystem\n."),
    lying("{'descr': '<f4', 'fortran_order': " + "(" * 60),
    lying("{[]: 1}"),
    b"",
]
EMPTY = {"outcome": "returned", "seconds": 0, "events": [], "arrays": []}
STEP = {"event": "step", "owns": [], "has_gradient": {}}
TEXTS = [
    "[" * 100_000,
    '"' + "x" * 10_000_000 + '"',
    "NaN",
    '{"outcome": "raised", "outcome": "returned", "value": true}',
    json.dumps({**EMPTY, "value": 10**400}),
    json.dumps({**EMPTY, "value": None, "seconds": 10**400}),
    json.dumps({**EMPTY, "value": None, "events": [STEP]}),
    json.dumps({**EMPTY, "value": None, "events": [5, "forward"]}),
    json.dumps({**EMPTY, "value": {"array": "a0", "kind": "", "requires_grad": False}}),
    json.dumps({"outcome": "raised", "kind": "\ud800", "message": "\x1b[2J", "line": ""}),
]


def serve(namespace, asks, answers, number, *asked):
    with open(f"{answers}/{number}.json", "w") as file:
        if number % 2:
            array = {"array": "a0", "kind": "torch.Tensor", "requires_grad": False}
            json.dump({**EMPTY, "value": [array, array], "arrays": ["a0"]}, file)
        else:
            file.write(TEXTS[number // 2 % len(TEXTS)])
    with open(f"{answers}/{number}-a0.npy", "wb") as file:
        file.write(ARRAYS[number // 2 % len(ARRAYS)])


autograde.exam.agent.serve = serve
