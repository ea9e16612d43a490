# ruff: noqa
"""
goal = "an answer that names more arrays than there are files"
invariant = "an answer names a few arrays, each by a plain name"
held_by = ["wire"]
"""

# %% last
import json

import autograde.exam.agent


def serve(namespace, asks, answers, number, *asked):
    names = [f"../../../{n}" for n in range(5)] + [{"a": 0}, None, 10**400, "\x00"]
    body = {"outcome": "returned", "value": True, "seconds": 0, "events": []}
    with open(f"{answers}/{number}.json", "w") as file:
        json.dump({**body, "arrays": names[number % len(names) :]}, file)


autograde.exam.agent.serve = serve
