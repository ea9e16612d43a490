# ruff: noqa
"""
goal = "change the requests, the checker, the data, the libraries or the machine"
invariant = "only a submission's own folders can be written"
held_by = ["bubblewrap"]
"""

# %% attack
import glob
import os
import site
import sys

import autograde

places = [
    *glob.glob("/tmp/autograde-*/asks"),
    *glob.glob("/tmp/**/asks", recursive=True),
    *site.getsitepackages(),
    os.path.dirname(autograde.__file__),
    os.path.dirname(os.path.dirname(autograde.__file__)),
    os.environ["COURSE_DATA"],
    sys.prefix,
    sys.base_prefix,
    "/usr/lib",
    "/etc",
    "/",
    "/dev",
    "/proc/self",
]
# These are the kernel's own: a folder that only leads to what is mounted there belongs to it.
around = os.path.dirname(os.path.dirname(autograde.__file__))
own = [around] if around.startswith(("/tmp/", "/home/")) else []
for place in places:
    if place in own:
        continue
    try:
        open(os.path.join(place, "mine"), "w").close()
    except OSError:
        continue
    print("FOU" + "ND", place)
# Opened only: on a machine where this works, writing would change the machine.
for setting in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/self/oom_score_adj"):
    try:
        open(setting, "r+").close()
    except OSError:
        continue
    print("FOU" + "ND", setting)
