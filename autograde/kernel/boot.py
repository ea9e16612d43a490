"""What runs first inside the sandbox: set the limits, then become an ordinary IPython kernel."""

from __future__ import annotations

import os
import re
import resource
import sys

#: No file of a submission needs to be larger.
FILE_BYTES = 256_000_000
#: Threads of all processes together. Since this version Linux counts those of a sandbox by
#: themselves, not with everything else that its user runs; for root it counts none.
THREADS = 512
COUNTED_BY_THEMSELVES = (5, 14)


def main() -> None:
    """``boot SANDBOXED MEMORY_MEGABYTES CPU_SECONDS OUTPUT_BYTES [arguments of ipykernel ...]``."""
    sandboxed, megabytes, seconds, output = map(int, sys.argv[1:5])
    memory = 1_000_000 * megabytes
    for kind, limit in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    if sandboxed and _linux() >= COUNTED_BY_THEMSELVES:
        resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))
    from ipykernel import kernelapp

    from autograde.kernel.printing import CappedStream

    CappedStream.room = output
    sys.path.insert(0, "")  # as Jupyter has it: files beside the notebook can be imported
    stream = f"{CappedStream.__module__}.{CappedStream.__name__}"
    sys.argv = [sys.argv[0], *sys.argv[5:], f"--IPKernelApp.outstream_class={stream}"]
    kernelapp.launch_new_instance()


def _linux() -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])


if __name__ == "__main__":
    main()
