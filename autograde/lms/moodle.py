"""Moodle's bulk download: a folder or a prefix for each student; only the last submission."""

from __future__ import annotations

import re
from dataclasses import replace

from autograde.lms.archive import Archive, Entry
from autograde.lms.uploads import Upload, within_folders

#: ``Anna Schmidt_12345_assignsubmission_file_``, as a folder or in front of a file's name. Groups
#: stand there like students, and who is in none is in the default group, which has no number.
#: Moodle writes a space for every underscore in a name, but not in that of a file: of several
#: marks the first is its own.
NAME = re.compile(r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_[a-z0-9]+(?:_(?P<file>.*))?")


def upload(name: str) -> Upload | None:
    """What a file name of the archive says; ``None`` when it is not Moodle's."""
    found = within_folders(name, _upload)
    # What was typed in, or said of it there, is no file of the student's.
    typed = "_assignsubmission_file" not in name
    return replace(found, file="") if found and typed else found


def uploads(archive: Archive) -> dict[Entry, Upload]:
    """The uploads of an archive."""
    return {entry: found for entry in archive.entries if (found := upload(entry.name))}


def _upload(part: str) -> Upload | None:
    match = NAME.fullmatch(part)
    if match is None:
        return None
    sender, name, no_number = match["id"] or match["name"], match["name"], match["id"] is None
    return Upload(sender, match["file"] or "", name=name, group=no_number)
