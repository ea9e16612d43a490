# ruff: noqa
"""
goal = "the agent that is looked up in the notebook's globals is the student's own"
"""

# %% last
from autograde.exam.agent import Agent
from autograde.exam.outcome import Returned


class Mine(Agent):
    def answer(self, request, arrays):
        return Returned(True)


__autograde_agent__ = Mine(globals(), None)
