# ruff: noqa
"""
goal = "a tracer that stands beside every line that is run"
invariant = "no line of the examiner can be watched"
held_by = ["examiner"]
"""

# %% attack
import sys

seen = []


def trace(frame, event, argument):
    if frame.f_code.co_filename.endswith("exams/ex1.py"):
        seen.append(frame.f_code.co_filename)
    return None


get_ipython().events.register("pre_run_cell", lambda *a: sys.settrace(trace))
# %% last
sys.settrace(None)
if seen:
    print("FOU" + "ND")
