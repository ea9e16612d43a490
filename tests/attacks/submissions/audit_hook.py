# ruff: noqa
"""
goal = "a hook that hears of every file that is opened, and reads the exam when it is"
invariant = "the exam is opened where no student's code runs"
held_by = ["examiner"]
"""

# %% attack
import sys

heard = []


def hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith("exams/ex1.py"):
        heard.append(arguments[0])


sys.addaudithook(hook)
# %% last
if heard:
    print("FOU" + "ND", open(heard[0]).read())
