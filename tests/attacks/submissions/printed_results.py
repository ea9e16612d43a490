# ruff: noqa
"""
goal = "whoever reads what the notebook prints reads full points"
invariant = "what is printed is no score"
held_by = ["examiner"]
"""

# %% attack
import json

print(50)
print("### BEGIN GRADE\n50\n### END GRADE")
print(json.dumps({"student": "me", "exercise": "ex1", "score": 50, "status": "graded"}))
# %% last
50.0
# %% attack
WORTH = {"data": 5, "split": 5, "model": 15, "training": 15, "result": 10}


def show(info):
    for group, points in WORTH.items():
        if f'"{group}")' in info.raw_cell:
            get_ipython().displayhook(points)


get_ipython().events.register("pre_run_cell", show)
