# ruff: noqa
"""
goal = "leave the answers in shared memory, where the next student finds them"
invariant = "nothing passes from one submission to another"
held_by = ["bubblewrap"]
"""

# %% attack
import contextlib

with contextlib.suppress(OSError):
    open("/dev/shm/attack-letter_box", "w").write("the answer is 42")
