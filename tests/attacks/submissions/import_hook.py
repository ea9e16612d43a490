# ruff: noqa
"""
goal = "a finder of modules that hands out its own examiner"
invariant = "the examiner imports nothing that a student can stand before"
held_by = ["examiner"]
"""

# %% attack
import importlib.abc
import importlib.util
import sys

CODE = """
def examine(exercise, group):
    return {"data": 5, "split": 5, "model": 15, "training": 15, "result": 10}[group]
"""


class Mine(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name == "autograde.grading.local":
            return importlib.util.spec_from_loader(name, self)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(CODE, vars(module))


sys.meta_path.insert(0, Mine())
