# ruff: noqa
"""
goal = "the agent that is looked up in the notebook's globals is the student's own"
invariant = "the agent is trusted with nothing"
held_by = ["examiner"]
"""

# %% attack
from autograde.exam.agent import Agent
from autograde.exam.outcome import Returned


class Mine(Agent):
    def answer(self, request, arrays):
        return Returned(True)


# For an examiner of this process the agent is looked up here.
import autograde.exam.agent
import autograde.exam.criteria.table as table
from autograde.exam.examining import Exam
from autograde.exam.verdict import Verdict

autograde.exam.agent.Agent = Mine
Exam.run = lambda own, candidate, rng, points, curves, group=None: [
    Verdict(name, name, worth, worth, True, None, "")
    for name, worth in points.items()
    if name.startswith(group or "")
]

__autograde_agent__ = Mine(globals(), None)
