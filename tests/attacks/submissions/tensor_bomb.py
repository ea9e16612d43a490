# ruff: noqa
"""
goal = "tensors of more numbers than the machine can hold"
invariant = "a process takes no more memory than it may"
held_by = ["rlimits", "supervisor"]
limits = { memory_megabytes = 600 }
"""

# %% attack
import time

import torch

try:
    whole = torch.ones(300_000_000)
    time.sleep(3)
except RuntimeError as error:
    print("no more memory")
else:
    print("FOU" + "ND", whole[-1])
