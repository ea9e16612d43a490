"""Sort an archive of uploads into ``submitted/STUDENT/ASSIGNMENT/``, where nbgrader looks."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograde.course import Course
from autograde.lms import blackboard
from autograde.lms.archive import Entry, entries
from autograde.notebook import reading
from autograde.notebook.release import student_version

STAMP = "timestamp.txt"
PAGE = "Blackboard's page on the attempt"


@dataclass(frozen=True)
class Sorted:
    """What becomes of one file: where it goes, or why it is left aside."""

    name: str
    student: str | None
    target: str | None
    reason: str

    @property
    def taken(self) -> bool:
        return self.target is not None


@dataclass(frozen=True)
class _File:
    entry: Entry
    upload: blackboard.Upload


def collect(course: Course, assignment: str, archive: Path, dry_run: bool = False) -> list[Sorted]:
    """Sort Blackboard's archive; each student's last attempt counts.

    An attempt that is not newer than what lies in ``submitted/`` changes nothing. With ``dry_run``
    nothing is written. Every file of the archive is in the list that comes back.

    Raises
    ------
    ArchiveError
        when the archive cannot be read at all.
    """
    aside: list[Sorted] = []
    files: list[_File] = []
    for entry in entries(archive):
        upload = blackboard.upload(entry.name)
        if entry.refused:
            aside.append(Sorted(entry.name, None, None, entry.refused))
        elif upload is None:
            aside.append(Sorted(entry.name, None, None, "not named as Blackboard names uploads"))
        else:
            files.append(_File(entry, upload))
    ids = _grade_ids(course, assignment)
    result = aside
    for student in sorted({file.upload.student for file in files}):
        own = [file for file in files if file.upload.student == student]
        result += _sort_student(course, assignment, student, own, ids, dry_run)
    return result


def _sort_student(
    course: Course,
    assignment: str,
    student: str,
    files: list[_File],
    ids: dict[str, frozenset[str]],
    dry_run: bool,
) -> list[Sorted]:
    folder = course.submitted / student / assignment
    last = max(file.upload.attempt for file in files)
    stamp = datetime.strptime(last, "%Y-%m-%d-%H-%M-%S")
    if _stamp(folder) is not None and stamp <= (_stamp(folder) or stamp):
        return [
            Sorted(f.entry.name, student, None, "this attempt is not newer than the one collected")
            for f in files
        ]
    result: list[Sorted] = []
    taken: dict[str, bytes] = {}
    for file in files:
        if file.upload.attempt != last:
            result.append(Sorted(file.entry.name, student, None, f"the attempt of {last} is later"))
        elif not file.upload.file:
            result.append(Sorted(file.entry.name, student, None, PAGE))
        else:
            target, reason = _target(file, ids)
            if target in taken:
                target, reason = None, f"{target} is there already"
            if target:
                taken[target] = file.entry.content
            result.append(Sorted(file.entry.name, student, target, reason))
    if not dry_run:
        _write(folder, taken, stamp)
    return result


def _target(file: _File, ids: dict[str, frozenset[str]]) -> tuple[str | None, str]:
    """The file name under which an upload is taken: a renamed notebook is known by its cells."""
    given = file.upload.file
    if not given.endswith(".ipynb") or given.removesuffix(".ipynb") in ids:
        return given, "taken"
    try:
        marks = {cell.grade_id for cell in reading.read(file.entry.content).cells}
    except reading.Unreadable as error:
        if len(ids) == 1:
            return f"{next(iter(ids))}.ipynb", f"taken, though it is no notebook: {error}"
        return None, f"it is no notebook: {error}"
    best = max(ids, key=lambda notebook: len(ids[notebook] & marks))
    if not ids[best] & marks:
        return None, "it is a notebook, but none of this assignment's"
    return f"{best}.ipynb", f"taken as {best}.ipynb, known by its cells"


def _grade_ids(course: Course, assignment: str) -> dict[str, frozenset[str]]:
    return {
        exercise.notebook: frozenset(
            cell.metadata.nbgrader.grade_id
            for cell in student_version(course, assignment, exercise.notebook).cells
            if "nbgrader" in cell.metadata
        )
        for exercise in course.exercises_of(assignment).values()
    }


def _stamp(folder: Path) -> datetime | None:
    try:
        return datetime.fromisoformat((folder / STAMP).read_text().strip())
    except (OSError, ValueError):
        return None


def _write(folder: Path, files: dict[str, bytes], stamp: datetime) -> None:
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, content in files.items():
        (fresh / name).write_bytes(content)
    (fresh / STAMP).write_text(f"{stamp.isoformat(sep=' ')}\n")
    if folder.exists():
        _set_aside(folder)
    fresh.rename(folder)


def _set_aside(folder: Path) -> None:
    """Keep what was collected before, beside the new: nothing handed in is ever deleted."""
    number = 1
    while (kept := folder.with_name(f".{folder.name}.before-{number}")).exists():
        number += 1
    folder.rename(kept)


def students(sorted_files: Iterable[Sorted]) -> list[str]:
    """Everybody of whom something was taken."""
    return sorted({s.student for s in sorted_files if s.taken and s.student})
