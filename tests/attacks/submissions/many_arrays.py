# ruff: noqa
"""
goal = "an answer that names more arrays than there are, by names that are none"
invariant = "an answer names a few arrays, each by a plain name"
held_by = ["wire"]
"""

# %% last
import json
import struct

import autograde.exam.agent


def serve(namespace, asks, number, *asked):
    names = [f"../../../{n}" for n in range(5)] + [{"a": 0}, None, 10**400, "\x00"]
    about = [[name, "<f4", [0]] for name in names[number % len(names) :]]
    body = {"outcome": "returned", "value": True, "seconds": 0, "events": []}
    head = json.dumps({"number": number, "body": body, "arrays": about * 10_000}).encode()
    return struct.pack("!QQ", len(head), 0) + head


autograde.exam.agent.serve = serve
