"""Blackboard's bulk download: flat, every file named after assignment, student and attempt."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from autograde.lms.archive import Archive, Damaged, Entry
from autograde.lms.uploads import Upload, within_folders

#: ``Exercises_s001_attempt_2026-11-20-09-30-00_ex1.ipynb``; an attempt's own page has no file.
NAME = re.compile(
    r"(?P<assignment>.+?)_(?P<student>[^_]+)_attempt_(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)"
    r"(?:_(?P<file>.+)|\.txt)"
)
TIME = "%Y-%m-%d-%H-%M-%S"
#: Lines of that page: the first says who it was; others, which name Blackboard gave to which file.
SENDER = re.compile(r"Name: (?P<name>.*) \((?P<user>[^()]+)\)\s*$", re.MULTILINE)
FILES = re.compile(r"^[^\S\n]*Original filename: (.+)\n\s*Filename: (.+)$", re.MULTILINE)


def upload(name: str) -> Upload | None:
    """What a file name of the archive says; ``None`` when it is not Blackboard's."""
    return within_folders(name, _upload)


def uploads(archive: Archive) -> dict[Entry, Upload]:
    """The uploads of an archive, as the pages of the attempts tell of them.

    A page knows a user name with underscores, and how a file was called before Blackboard renamed
    it.
    """
    named = {entry: found for entry in archive.entries if (found := upload(entry.name))}
    users: dict[str, tuple[str, str]] = {}
    originals: dict[str, str] = {}
    for entry, found in named.items():
        if found.file or entry.refused:
            continue
        page, attempt = _page(archive, entry), _attempt(entry, found)
        match = SENDER.match(page)
        if match and attempt.partition("_attempt_")[0].endswith(f"_{match['user']}"):
            users[attempt] = match["user"], match["name"]
        # What a student types in stands on the page, too: it may rename no other's files.
        pairs = ((given.strip(), original.strip()) for original, given in FILES.findall(page))
        originals |= {given: name for given, name in pairs if given.startswith(f"{attempt}_")}
    result: dict[Entry, Upload] = {}
    for entry, found in named.items():
        user, full_name = users.get(_attempt(entry, found), (found.sender, ""))
        file = originals.get(entry.name.rpartition("/")[2], found.file)
        result[entry] = replace(found, sender=user, name=full_name, file=file)
    return result


def name(assignment: str, upload: Upload) -> str:
    """The file name that Blackboard gives an upload."""
    file = f"_{upload.file}" if upload.file else ".txt"
    return f"{assignment}_{upload.sender}_attempt_{upload.time:{TIME}}{file}"


def _upload(part: str) -> Upload | None:
    match = NAME.fullmatch(part)
    if match is None:
        return None
    try:
        time = datetime.strptime(match["time"], TIME)
    except ValueError:
        return None
    return Upload(match["student"], match["file"] or "", time)


def _attempt(entry: Entry, found: Upload) -> str:
    """What the names of all files of an attempt start with."""
    start, mark, _ = entry.name.rpartition("/")[2].partition(f"_attempt_{found.time:{TIME}}")
    return f"{start}{mark}"


def _page(archive: Archive, entry: Entry) -> str:
    try:
        return archive.read(entry).decode("utf-8-sig", errors="replace")
    except Damaged:
        return ""
