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

ABOUT = [
    ["a0", "<f4", [10**12]],
    ["a0", "<f4", [-1, -1]],
    ["a0", "<f4", [10**400]],
    ["a0", "<f4", [1] * 10_000],
    ["a0", "<f4", "(1,)"],
    ["a0", "|O", [1]],
    ["a0", "f4," * 1_000, [1]],
    ["a0", None, [1]],
    [],
]
ARRAY = {"array": "a0", "kind": "torch.Tensor", "requires_grad": False}
EMPTY = {"outcome": "returned", "seconds": 0, "events": []}
STEP = {"event": "step", "owns": [], "has_gradient": {}}
BODIES = [
    "[" * 100_000,
    '"' + "x" * 10_000_000 + '"',
    "NaN",
    '{"outcome": "raised", "outcome": "returned", "value": true}',
    json.dumps({**EMPTY, "value": 10**400}),
    json.dumps({**EMPTY, "value": None, "seconds": 10**400}),
    json.dumps({**EMPTY, "value": None, "events": [STEP]}),
    json.dumps({**EMPTY, "value": None, "events": [5, "forward"]}),
    json.dumps({**EMPTY, "value": ARRAY}),
    json.dumps({"outcome": "raised", "kind": "\ud800", "message": "\x1b[2J", "line": ""}),
]


def serve(namespace, asks, number, *asked):
    turn = number // 2
    body, about = BODIES[turn % len(BODIES)], []
    if number % 2:
        body, about = json.dumps({**EMPTY, "value": [ARRAY, ARRAY]}), [ABOUT[turn % len(ABOUT)]]
    head = f'{{"number": {number}, "body": {body}, "arrays": {json.dumps(about)}}}'.encode()
    return struct.pack("!QQ", len(head), 4) + head + b"1234"


autograde.exam.agent.serve = serve
