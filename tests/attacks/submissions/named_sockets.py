# ruff: noqa
"""
goal = "see which sockets the machine's services wait at"
invariant = "a submission sees no network but its own"
held_by = ["bubblewrap"]
"""

# %% attack
if open("socket.txt").read() in open("/proc/net/unix").read():
    print("FOU" + "ND")
