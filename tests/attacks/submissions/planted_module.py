# ruff: noqa
"""
goal = "a module of its own in the list of those that are loaded already"
invariant = "the examiner imports nothing that a student can stand before"
held_by = ["examiner"]
"""

# %% attack
import sys
import types

mine = types.ModuleType("autograde.grading.local")
mine.examine = lambda exercise, group: 5.0
sys.modules["autograde.grading.local"] = mine
