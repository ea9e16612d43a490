# ruff: noqa
"""
goal = "all timers and waiting signals that the system lets a user have"
invariant = "a submission takes nothing that others need, on the whole machine"
held_by = ["seccomp", "rlimits"]
"""

# %% attack
import ctypes

libc = ctypes.CDLL(None)


class Event(ctypes.Structure):
    _fields_ = [
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("rest", ctypes.c_char * 64),
    ]


made = 0
event, timer = Event(None, 10, 0), ctypes.c_void_p()
while made < 1000 and libc.timer_create(1, ctypes.byref(event), ctypes.byref(timer)) == 0:
    made += 1
if made == 1000:
    print("FOU" + "ND timers")
