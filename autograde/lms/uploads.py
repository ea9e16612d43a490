"""What the name of a file in an archive says of the upload that it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Upload:
    """One file of one attempt.

    Attributes
    ----------
    sender
        whom the learning-management system names: a user name, a number, or a group.
    file
        the file as the student named it, with folders; empty for a page of the system itself.
    time
        when it was handed in, by the system's clock; ``None`` where the archive does not say.
    name
        the sender's name as people read it, as far as the archive says.
    late
        whether the system calls it late.
    group
        whether it is sure to come from a group.
    """

    sender: str
    file: str
    time: datetime | None = None
    name: str = ""
    late: bool = False
    group: bool = False


def within_folders(name: str, parse: Callable[[str], Upload | None]) -> Upload | None:
    """Read the first part of a path that says something; what lies below belongs to its file."""
    parts = name.split("/")
    for number, part in enumerate(parts):
        if found := parse(part):
            below = [part for part in (found.file, *parts[number + 1 :]) if part]
            return replace(found, file="/".join(below))
    return None
