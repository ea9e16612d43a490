"""What is in an archive of uploads, student by student, and what becomes of each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

from autograde import clock
from autograde.course import Course
from autograde.lms import blackboard, canvas, moodle, roster
from autograde.lms.archive import Archive, ArchiveError, Entry
from autograde.lms.naming import Notebooks, is_clutter
from autograde.lms.taking import CLUTTER, Attempt, Sorted, take
from autograde.lms.uploads import Upload

SYSTEMS: dict[str, ModuleType] = {
    "Blackboard": blackboard,
    "Moodle": moodle,
    "Canvas": canvas,
}


@dataclass(frozen=True)
class HandIn:
    """What one student hands in; files that belong to nobody come without a student.

    Attributes
    ----------
    moment
        when it was handed in; ``None`` where the archive does not say.
    stamp
        the same as ``timestamp.txt`` has it: in UTC where ``course.toml`` names the time zone, else
        as the archive has it.
    """

    student: str | None
    files: dict[str, bytes]
    sorted: list[Sorted]
    moment: datetime | None = None
    stamp: str | None = None


class Sorter:
    """Sorts archives of one assignment.

    Raises
    ------
    RosterError
        when ``roster.csv`` cannot be used.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._deadline = course.deadlines.get(assignment)
        self._zone = self._deadline.timezone if self._deadline else ZoneInfo("UTC")
        self._notebooks = Notebooks.of(course, assignment)
        self._roster = roster.load(course.root)

    def hand_ins(self, source: Path) -> Iterator[HandIn]:
        """Everything in an archive, or the folder it was unpacked to: one student at a time.

        Raises
        ------
        ArchiveError
            when the archive cannot be read at all, or is nobody's bulk download.
        """
        with Archive(source) as archive:
            system = _system(source, archive.entries)
            uploads: dict[Entry, Upload] = SYSTEMS[system].uploads(archive)
            nobodys: list[Sorted] = []
            attempts: dict[str, list[Attempt]] = {}
            for entry in archive.entries:
                upload = uploads.get(entry)
                if is_clutter(entry.name):
                    nobodys.append(Sorted(entry.name, None, None, CLUTTER))
                elif upload is None:
                    reason = entry.refused or f"not named as {system} names uploads"
                    nobodys.append(Sorted(entry.name, None, None, reason, look=True))
                else:
                    try:
                        for student in self._roster.members(upload):
                            _add(attempts.setdefault(student, []), entry, upload)
                    except roster.Unknown as error:
                        nobodys.append(Sorted(entry.name, None, None, str(error), look=True))
            yield HandIn(None, {}, nobodys)
            folders: dict[str, str] = {}
            for student in sorted(attempts):
                twin = folders.setdefault(roster.folded(student), student)
                if twin == student:
                    yield self._hand_in(archive, student, attempts[student])
                else:
                    reason = f"not every system can tell {student} from {twin}"
                    yield HandIn(student, {}, _aside(student, attempts[student], reason, True))

    def _hand_in(self, archive: Archive, student: str, attempts: list[Attempt]) -> HandIn:
        timed = sorted((a for a in attempts if a.time), key=self._moment)
        if len(timed) < len(attempts) > 1:
            reason = "there are several submissions, and no time says which is the last"
            return HandIn(student, {}, _aside(student, attempts, reason, True))
        closed = self._deadline.closed_from(student) if self._deadline else None
        in_time = [a for a in timed if closed is None or self._moment(a) <= closed]
        last = (in_time or timed or attempts)[-1]
        result: list[Sorted] = []
        for attempt in attempts:
            if attempt is not last:
                late = closed is not None and self._moment(attempt) > closed
                reason = (
                    "it came after the cut-off" if late else f"the attempt of {last.time} is later"
                )
                result += _aside(student, [attempt], reason)
        files, chosen = take(archive, student, last, self._notebooks)
        if last.time is None:
            return HandIn(student, files, chosen + result)
        moment = self._moment(last)
        if not in_time:
            chosen = [_though_late(file) for file in chosen]
        stamp = f"{moment:%Y-%m-%d %H:%M:%S} UTC" if self._deadline else f"{last.time}"
        return HandIn(student, files, chosen + result, moment, stamp)

    def _moment(self, attempt: Attempt) -> datetime:
        assert attempt.time is not None
        return clock.moments(attempt.time, self._zone)[0]


def _system(source: Path, entries: Iterable[Entry]) -> str:
    """Whose archive it is: that system's which knows most of the names."""
    names = [entry.name for entry in entries if not is_clutter(entry.name)]
    known = {
        system: sum(module.upload(name) is not None for name in names)
        for system, module in SYSTEMS.items()
    }
    best = max(known, key=lambda system: known[system])
    if not known[best]:
        what = f"none of its {len(names)} files is" if names else "it holds no file that is"
        raise ArchiveError(
            f"{source}: {what} named as {', '.join(SYSTEMS)} name uploads: use the archive of all "
            "submissions just as it was downloaded"
        )
    return best


def _add(attempts: list[Attempt], entry: Entry, upload: Upload) -> None:
    for attempt in attempts:
        if (attempt.sender, attempt.time) == (upload.sender, upload.time):
            break
    else:
        attempt = Attempt(upload.sender, upload.time, upload.late)
        attempts.append(attempt)
    attempt.files.append((entry, upload))


def _though_late(file: Sorted) -> Sorted:
    return replace(file, reason=f"{file.reason}, after the cut-off") if file.taken else file


def _aside(
    student: str, attempts: Iterable[Attempt], reason: str, look: bool = False
) -> list[Sorted]:
    return [
        Sorted(entry.name, student, None, reason, look)
        for attempt in attempts
        for entry, _ in attempt.files
    ]
