"""Blackboard's bulk download: flat, every file named after assignment, student and attempt."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: ``Exercises_s001_attempt_2026-11-20-09-30-00_ex1.ipynb``; an attempt's own page has no file.
NAME = re.compile(
    r"(?P<assignment>.+)_(?P<student>[^_/\\]+)_attempt_(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)"
    r"(?:_(?P<file>[^/\\]+)|\.txt)$"
)


@dataclass(frozen=True)
class Upload:
    """One file of one attempt; ``file`` is empty for Blackboard's own page about the attempt."""

    student: str
    attempt: str
    file: str


def upload(name: str) -> Upload | None:
    """What a file name of the archive says; ``None`` when it is not Blackboard's."""
    match = NAME.fullmatch(name)
    if match is None:
        return None
    return Upload(match["student"], match["time"], match["file"] or "")


def name(assignment: str, upload: Upload) -> str:
    """The file name that Blackboard gives an upload."""
    file = f"_{upload.file}" if upload.file else ".txt"
    return f"{assignment}_{upload.student}_attempt_{upload.attempt}{file}"
