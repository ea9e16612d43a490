# ruff: noqa
"""
goal = "the grader reads in place of answers whatever file of the machine a link names"
invariant = "the grader reads no file that a student's process points to"
held_by = ["wire"]
"""

# %% last
import os

import autograde.exam.agent


def serve(namespace, asks, answers, number, *asked):
    target = f"{asks}/{number}.json" if number % 4 == 3 else open("link.txt").read()
    os.symlink(target, f"{answers}/{number}.json")


autograde.exam.agent.serve = serve
