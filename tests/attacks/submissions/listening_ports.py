# ruff: noqa
"""
goal = "see at which ports the machine listens"
invariant = "a submission sees no network but its own"
held_by = ["bubblewrap"]
"""

# %% attack
port = int(open("port.txt").read())
if f":{port:04X} " in open("/proc/net/tcp").read():
    print("FOU" + "ND")
