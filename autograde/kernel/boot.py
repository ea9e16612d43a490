"""What runs first inside the sandbox: set the limits, then become an ordinary IPython kernel."""

from __future__ import annotations

import resource
import sys

#: No file of a submission needs to be larger.
FILE_BYTES = 256_000_000


def main() -> None:
    """``boot MEMORY_MEGABYTES CPU_SECONDS [arguments of ipykernel ...]``."""
    memory, seconds = int(sys.argv[1]) * 1_000_000, int(sys.argv[2])
    for kind, limit in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    from ipykernel import kernelapp

    sys.path.insert(0, "")  # as Jupyter has it: files beside the notebook can be imported
    sys.argv = [sys.argv[0], *sys.argv[3:]]
    kernelapp.launch_new_instance()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
