# ruff: noqa
"""
goal = "nest calls so deeply in C that the process breaks"
invariant = "the end of a kernel is the end of one submission"
held_by = ["session"]
"""

# %% last
import ctypes

ctypes.string_at(0)
