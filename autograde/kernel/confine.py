"""How a forked process shuts itself in, layer by layer, before a student's code runs in it.

Nothing here can be undone from inside, and whatever is refused ends the process: no layer, no
kernel.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import sys
from pathlib import Path

from autograde.kernel import landlock, linux, seccomp
from autograde.kernel.order import HOME, HOST, SHM, STUDENT, TMP, Bind, Order

#: No file of a submission needs to be larger.
FILE_BYTES = 256_000_000
MAX_FILES = 50_000
#: Open at a time in a process. The system counts what all processes of a user send each other and
#: have not taken yet, and lets nobody send more than this: the grader and the zygote may have 1024.
MAX_OPEN = 512
#: Timers and signals that wait are counted by user, too.
MAX_SIGNALS = 64
TERMINALS = 64
#: Since these versions Linux counts the processes and threads of a kernel by themselves, by its
#: process namespace; or those of all kernels of a grader together, by their user namespace, though
#: never those of root.
PIDS_BY_NAMESPACE = (6, 14)
PIDS_BY_USER = (5, 14)
#: What Linux allows as the highest process number at least.
FEWEST_PIDS = 301

NOSUID_NODEV = linux.MS_NOSUID | linux.MS_NODEV
READ_ONLY = linux.MS_BIND | linux.MS_REMOUNT | linux.MS_RDONLY | NOSUID_NODEV


def leave_the_others() -> None:
    """Own mounts, network, shared memory and terminals; its processes' namespace came before."""
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWNET)
    linux.loopback_up()
    linux.mount("proc", "/proc", "proc", NOSUID_NODEV | linux.MS_NOEXEC)
    # Terminals of its own, as `!ls` wants one; the machine has a few thousand for all.
    terminals = f"newinstance,ptmxmode=0666,mode=620,max={TERMINALS}"
    linux.mount("devpts", "/dev/pts", "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, terminals)


def shut_in(order: Order) -> None:
    """Apply the layers that ``order`` names.

    Raises
    ------
    OSError
        when the machine refuses one.
    """
    os.setsid()
    if "bubblewrap" in order.layers:
        _furnish(order)
    if "rlimits" in order.layers:
        _limit(order)
    if "bubblewrap" in order.layers:
        linux.drop_capabilities()
    linux.no_new_privileges()
    if "landlock" in order.layers:
        landlock.restrict(order.rights)
    if "seccomp" in order.layers:
        seccomp.load(bytes.fromhex(order.filter))


def _furnish(order: Order) -> None:
    """Show what the kernel needs of the machine, and nothing more from then on.

    All that it may write, ``/tmp`` and shared memory included, lies in one folder in memory, whose
    size is bounded and which goes with the last of its processes.
    """
    # Threads count as well, so that the supervisor is the first to see too many processes.
    if _linux() >= PIDS_BY_NAMESPACE:  # before, the number is the whole machine's
        pids = max(2 * order.processes, FEWEST_PIDS)
        Path("/proc/sys/kernel/pid_max").write_text(str(pids), encoding="ascii")
    linux.mount(
        "tmpfs",
        str(HOME),
        "tmpfs",
        NOSUID_NODEV,
        f"size={order.disk_bytes},nr_inodes={MAX_FILES},mode=755",
    )
    for folder in (STUDENT, TMP, SHM):
        Path(folder).mkdir()
    for bind in order.copied:
        shutil.copytree(_host(bind), bind.target, symlinks=True)
    linux.bind(str(TMP), "/tmp", writable=True)
    linux.bind(str(SHM), "/dev/shm", writable=True)
    for bind in order.binds:
        Path(bind.target).mkdir(parents=True, exist_ok=True)
        linux.bind(_host(bind), bind.target, bind.writable)
    linux.detach(str(HOST))
    # Of /proc above all: a grader that runs as root could be made to write the machine's settings
    # in /proc/sys from inside. The other is a folder in memory without a bound.
    for unbound in ("/proc", "/"):
        linux.mount("", unbound, flags=READ_ONLY)


def _host(bind: Bind) -> str:
    return f"{HOST}{bind.source}"


def _limit(order: Order) -> None:
    limits = {
        resource.RLIMIT_DATA: order.memory_bytes + _data_bytes(),
        resource.RLIMIT_FSIZE: FILE_BYTES,
        # Not 0: that would still start the program that a machine may have for core dumps.
        resource.RLIMIT_CORE: 1,
        resource.RLIMIT_NOFILE: MAX_OPEN,
        resource.RLIMIT_SIGPENDING: MAX_SIGNALS,
    }
    # All kernels of a grader are one user to the system: the others' threads would count as well.
    if "bubblewrap" in order.layers and PIDS_BY_USER <= _linux() < PIDS_BY_NAMESPACE:
        limits[resource.RLIMIT_NPROC] = max(2 * order.processes, FEWEST_PIDS)
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))
    if order.cpu_seconds is not None:
        # A signal of its own first: a plain kill would look like somebody else's.
        resource.setrlimit(resource.RLIMIT_CPU, (order.cpu_seconds, order.cpu_seconds + 5))
    if order.cores:
        os.sched_setaffinity(0, order.cores)


def _data_bytes() -> int:
    """What the libraries take already, and no student can help."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmData:"):
            return 1024 * int(line.split()[1])
    return 0


def _linux() -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])


if __name__ == "__main__":  # a trial, which ends with an error where a layer is missing
    leave_the_others()
    shut_in(Order.from_json(sys.stdin.buffer.read()))
