# ruff: noqa
"""
goal = "an array of objects, whose making runs code in the grader"
invariant = "nothing that comes from a submission is unpickled"
held_by = ["wire"]
"""

# %% last
import io
import json
import struct

import autograde.exam.agent

CODE = "raise RuntimeError('FOU' + 'ND')"


class Payload:
    def __reduce__(self):
        return exec, (CODE,)


def serve(namespace, asks, number, *asked):
    array = {"array": "a0", "kind": "torch.Tensor", "requires_grad": False}
    body = {"outcome": "returned", "value": array, "seconds": 0, "events": []}
    content = io.BytesIO()
    np.save(content, np.array([Payload()], dtype=object), allow_pickle=True)
    told = {"number": number, "body": body, "arrays": [["a0", "|O", [1]]]}
    head = json.dumps(told).encode()
    return struct.pack("!QQ", len(head), len(content.getvalue())) + head + content.getvalue()


autograde.exam.agent.serve = serve
