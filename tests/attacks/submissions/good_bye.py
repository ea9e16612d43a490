# ruff: noqa
"""
goal = "ask the kernel to leave, politely"
invariant = "the end of a kernel is the end of one submission"
held_by = ["session"]
"""

# %% last
import threading

get_ipython().ask_exit()
threading.Event().wait(5)
