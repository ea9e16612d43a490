# ruff: noqa
"""
goal = "a note for the next student in the keyring of the user, which outlives the kernel"
invariant = "nothing can be left with the system itself"
held_by = ["seccomp"]
"""

# %% attack
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

ADD_KEY, USER_KEYRING = {"x86_64": (248, -4), "aarch64": (217, -4)}[os.uname().machine]
key = libc.syscall(ADD_KEY, b"user", b"attack-key_left", b"50", 2, USER_KEYRING)
print("FOU" + "ND" if key >= 0 else "nothing")
