# ruff: noqa
"""
goal = "a profiler that is told of every call, and changes what is passed on"
invariant = "no call of the examiner can be watched"
held_by = ["examiner"]
"""

# %% attack
import sys


def profile(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "_verdict" and "seen" in frame.f_locals:
        finding = frame.f_locals["seen"].finding
        object.__setattr__(finding, "passed", True)
        object.__setattr__(finding, "measure", None)


sys.setprofile(profile)
get_ipython().events.register("pre_run_cell", lambda *a: sys.setprofile(profile))
