# ruff: noqa
"""
goal = "raise its own limits, so that broken processes leave gigabytes on the disk"
invariant = "limits can be lowered, never raised"
held_by = ["rlimits"]
"""

# %% attack
import resource

for name in ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_DATA"):
    try:
        kind = getattr(resource, name)
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (ValueError, OSError) as error:
        print(error)
    else:
        print("FOU" + "ND", name)
