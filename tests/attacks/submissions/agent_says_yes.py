# ruff: noqa
"""
goal = "the agent answers everything with yes, zeros and a perfect history"
invariant = "points are given by an examiner that the student's process does not hold"
held_by = ["examiner"]
"""
# %% last

import autograde.exam.agent as agent
from autograde.exam import wire
from autograde.exam.outcome import Array, Backward, Forward, Handle, Returned, Step


def serve(namespace, asks, number, request, arrays):
    events = []
    match request:
        case {"verb": "has"}:
            value = True
        case {"verb": "describe"}:
            value = (True, 0)
        case {"verb": "state"}:
            weight = np.zeros((1, 12), np.float32)
            value = (("weight", Array(weight, "torch.Tensor")),)
        case {"keep": True}:
            value = Handle("h0", "LogisticRegression")
        case {"target": "fit"}:
            value = tuple(0.69 / n for n in range(1, request["kwargs"].get("epochs", 300) + 1))
            events = [Forward(64, True, "x"), Backward(False), Step(True, True)] * len(value)
        case _:
            rows = max((len(a) for a in arrays.values()), default=8)
            value = Array(np.zeros(rows, np.int64), "torch.Tensor")
    return wire.frame(number, *wire.pack(Returned(value, 0.0, tuple(events))))


agent.serve = serve

# %% attack
# Where the exam runs in this process, too, it finds what it looks for.
import autograde.exam.examining as examining
from autograde.exam.verdict import passed

examining._find = lambda criterion, evidence: passed("yes")
