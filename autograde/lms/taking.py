"""The files of one attempt: which are taken, under which names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from autograde.lms.archive import Archive, Damaged, Entry
from autograde.lms.naming import Notebooks, is_clutter
from autograde.lms.unpacking import Loose, Unpacker
from autograde.lms.uploads import Upload

PAGE = "a page of the learning-management system, no file of a student"
CLUTTER = "left behind by an operating system or a program"
TAKEN = "taken"


@dataclass(frozen=True)
class Sorted:
    """What becomes of one file.

    Attributes
    ----------
    target
        under which name it is taken; ``None`` when it is left aside.
    look
        whether a person should look at it: what was refused, and all of those of whom nothing is
        taken.
    """

    name: str
    student: str | None
    target: str | None
    reason: str
    look: bool = False

    @property
    def taken(self) -> bool:
        return self.target is not None


@dataclass
class Attempt:
    """What somebody handed in at one time, as the archive has it."""

    sender: str
    time: datetime | None
    late: bool = False
    files: list[tuple[Entry, Upload]] = field(default_factory=list)


def take(
    archive: Archive, student: str, attempt: Attempt, notebooks: Notebooks
) -> tuple[dict[str, bytes], list[Sorted]]:
    """The files of an attempt under the names by which they are graded, and what became of all."""
    result: list[Sorted] = []
    found: list[tuple[Loose, str, str]] = []
    for file in _files(archive, attempt):
        target: str | None = None
        if file.refused or is_clutter(file.path):
            reason = file.refused or CLUTTER
        elif not file.path:
            reason = PAGE
        else:
            target, reason = notebooks.target(file.path, file.content)
        if target is None:
            result.append(Sorted(file.shown, student, None, reason, bool(file.refused)))
        else:
            found.append((file, target, reason))
    untouched = _untouched(found, notebooks)
    # What was worked on goes before what was not, what has its right name before what is renamed
    # to it, and what lies less deep.
    found.sort(
        key=lambda item: (
            item[0].shown in untouched,
            item[2] != TAKEN,
            item[0].path.count("/"),
            item[0].shown,
        )
    )
    tops = {f.path.rpartition("/")[0] for f, target, _ in found if target.endswith(".ipynb")}
    taken: dict[str, tuple[str, bytes]] = {}
    for file, target, reason in found:
        target = _beside(target, tops)
        clash = next((t for t in taken if _clash(t, target)), None)
        if clash is None:
            taken[target] = file.shown, file.content
            reason += ", marked as late, at a time not told" if attempt.late else ""
            result.append(Sorted(file.shown, student, target, reason))
        else:
            first, content = taken[clash]
            if content == file.content:
                reason, look = f"the same as {first}", False
            elif file.shown in untouched:
                reason, look = (
                    f"{first} is taken as {clash}: in this one nothing was written",
                    False,
                )
            else:
                reason, look = f"{first} is taken as {clash}", True
            result.append(Sorted(file.shown, student, None, reason, look))
    if not taken:
        result = [Sorted(s.name, student, None, s.reason, True) for s in result]
    return {target: content for target, (_, content) in taken.items()}, result


def _untouched(found: list[tuple[Loose, str, str]], notebooks: Notebooks) -> set[str]:
    """Of files that would be taken under one name, those as they were released."""
    often = Counter(target for _, target, _ in found)
    return {
        file.shown
        for file, target, _ in found
        if often[target] > 1 and notebooks.is_untouched(target, file.content)
    }


def _files(archive: Archive, attempt: Attempt) -> Iterator[Loose]:
    unpacker = Unpacker()
    for entry, upload in attempt.files:
        if entry.refused or not upload.file:
            yield Loose(entry.name, upload.file, refused=entry.refused)
            continue
        try:
            content = archive.read(entry)
        except Damaged as error:
            yield Loose(entry.name, upload.file, refused=str(error))
        else:
            yield from unpacker.files(entry.name, upload.file, content)


def _beside(target: str, tops: set[str]) -> str:
    """A path seen from the folder of the notebook that it belongs to."""
    for top in sorted(tops - {""}, key=len, reverse=True):
        if target.startswith(f"{top}/"):
            return target.removeprefix(f"{top}/")
    return target


def _clash(one: str, other: str) -> bool:
    """Whether some system cannot have both: the same but for case, or a file that is a folder."""
    one, other = one.casefold(), other.casefold()
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
