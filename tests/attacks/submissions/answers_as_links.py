# ruff: noqa
"""
goal = "the grader follows links in place of answers, and waits for pipes"
"""

# %% last
import os

import autograde.exam.agent


def serve(namespace, asks, answers, number):
    path = f"{answers}/{number}.json"
    match number % 5:
        case 0:
            os.symlink("/etc/passwd", path)
        case 1:
            os.mkfifo(path)
        case 2:
            os.mkdir(path)
        case 3:
            os.symlink("/dev/zero", path)
        case 4:
            os.symlink(f"{asks}/{number}.json", path)


autograde.exam.agent.serve = serve
