# ruff: noqa
"""
goal = "files beside the notebook stand in for the libraries and the agent"
invariant = "no file of a student becomes a part of the examiner"
held_by = ["examiner"]
"""


# %% file autograde/__init__.py
# %% file autograde/exam/__init__.py
# %% file autograde/exam/agent.py
def serve(namespace, asks, answers, number, *asked):
    with open(f"{answers}/{number}.json", "w") as file:
        file.write('{"outcome": "returned", "value": true, "seconds": 0, "events": []}')


# %% file sitecustomize.py
print("50")
# %% file ipython_config.py
c.InteractiveShellApp.exec_lines = ["print(50)"]


# %% file autograde/grading/__init__.py
# %% file autograde/grading/local.py
def examine(exercise, group):
    return {"data": 5, "split": 5, "model": 15, "training": 15, "result": 10}[group]


# %% attack
import sys

for name in [name for name in sys.modules if name.partition(".")[0] == "autograde"]:
    del sys.modules[name]
sys.path.insert(0, "")
