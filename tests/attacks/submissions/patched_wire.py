# ruff: noqa
"""
goal = "pack tells a better story than the agent"
invariant = "an answer is judged by what it says, not by who says it"
held_by = ["examiner"]
"""

# %% attack
from autograde.exam import wire

original = wire.pack


def pack(outcome):
    body, arrays = original(outcome)
    body.update(outcome="returned", value=True, seconds=0.0, events=[])
    return body, arrays


wire.pack = pack

# An examiner in this process unpacks a finding of its own.
from autograde.exam import verdict

verdict.Finding.passed = property(lambda finding: True, lambda finding, value: None)
verdict.Finding.__init__ = lambda own, *a, **k: own.__dict__.update(
    evidence="", diagnosis=None, measure=None
)
