"""Canvas's bulk download: flat, named after student and submission; only the last one."""

from __future__ import annotations

import re

from autograde.lms.archive import Archive, Entry
from autograde.lms.uploads import Upload, within_folders

#: ``schmidtanna_LATE_4711_20815_ex1.ipynb``; without names where marking is anonymous, and
#: ``schmidtanna_4711_text.html`` for what was typed in. Of a group, one member's number.
NAME = re.compile(
    r"(?:(?P<name>(?!LATE_).*?)_)?(?P<late>LATE_)?(?P<id>anon_[^\W_]+|\d+)_"
    r"(?:\d+_(?P<file>.+)|(?:text|link)\.html)"
)


def upload(name: str) -> Upload | None:
    """What a file name of the archive says; ``None`` when it is not Canvas's."""
    return within_folders(name, _upload)


def uploads(archive: Archive) -> dict[Entry, Upload]:
    """The uploads of an archive."""
    return {entry: found for entry in archive.entries if (found := upload(entry.name))}


def _upload(part: str) -> Upload | None:
    match = NAME.fullmatch(part)
    if match is None:
        return None
    late, name = bool(match["late"]), match["name"] or ""
    return Upload(match["id"], match["file"] or "", name=name, late=late)
