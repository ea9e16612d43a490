# ruff: noqa
"""
goal = "an array of objects, whose making runs code in the grader"
invariant = "nothing that comes from a submission is unpickled"
held_by = ["wire"]
"""

# %% last
import json

import autograde.exam.agent

CODE = "raise RuntimeError('FOU' + 'ND')"


class Payload:
    def __reduce__(self):
        return exec, (CODE,)


def serve(namespace, asks, answers, number, *asked):
    array = {"array": "a0", "kind": "torch.Tensor", "requires_grad": False}
    body = {"outcome": "returned", "value": array, "seconds": 0, "events": [], "arrays": ["a0"]}
    np.save(f"{answers}/{number}-a0.npy", np.array([Payload()], dtype=object), allow_pickle=True)
    with open(f"{answers}/{number}.json", "w") as file:
        json.dump(body, file)


autograde.exam.agent.serve = serve
