"""Nothing is overwritten: what was there is kept beside the new."""

from __future__ import annotations

import errno
from pathlib import Path


def set_aside(path: Path, hidden: bool = False) -> Path | None:
    """Rename what lies at ``path`` to ``NAME.before-1``, or the next number that is free.

    Returns the new path, or ``None`` when there was nothing.
    """
    if not path.exists():
        return None
    number = 1
    start = f".{path.name}" if hidden else path.name
    while (kept := path.with_name(f"{start}.before-{number}")).exists():
        number += 1
    return path.rename(kept)


def write(path: Path, content: bytes) -> Path | None:
    """Write a file whole or not at all; returns where the one before is kept, if it differed.

    Raises
    ------
    FileExistsError
        when something else than a file is there: a device that is renamed is gone for everybody.
    """
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, "it is no file", str(path))
    if path.is_file() and path.read_bytes() == content:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    kept = set_aside(path)
    fresh.replace(path)
    return kept
