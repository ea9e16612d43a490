# ruff: noqa
"""
goal = "write into the interpreter's own memory: nothing is worth something from now on"
invariant = "no memory of the examiner can be written"
held_by = ["examiner"]
"""

# %% attack
import ctypes

import autograde.exam.examining as examining

for constant in examining._verdict.__code__.co_consts:
    if constant == 0.0 and isinstance(constant, float):
        ctypes.c_double.from_address(id(constant) + 16).value = 2.0
