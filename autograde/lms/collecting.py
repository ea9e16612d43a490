"""Sort an archive of uploads into ``submitted/STUDENT/ASSIGNMENT/``, where nbgrader looks."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from autograde.course import Course
from autograde.grading import records
from autograde.grading.lateness import STAMP, handed_in
from autograde.lms import backup
from autograde.lms.sorting import HandIn, Sorter
from autograde.lms.taking import Sorted
from autograde.lms.text import harmless


def collect(course: Course, assignment: str, archive: Path, dry_run: bool = False) -> list[Sorted]:
    """Sort the archive of a learning-management system; each student's last attempt in time counts.

    What is there already and no older stays as it is; what is replaced is kept beside the new. With
    ``dry_run`` nothing is written. Every file of the archive is in the list that comes back.

    Raises
    ------
    ArchiveError
        when the archive cannot be read at all.
    RosterError
        when ``roster.csv`` cannot be used.
    """
    result: list[Sorted] = []
    for hand_in in Sorter(course, assignment).hand_ins(archive):
        result += _place(course, assignment, hand_in, dry_run)
    return result


def write_list(course: Course, assignment: str, files: Iterable[Sorted]) -> Path:
    """Write what became of each file to ``reports/ASSIGNMENT/collected-TIME.csv``."""
    now = f"{datetime.now():%Y-%m-%d-%H-%M-%S}"
    path = records.folder(course, assignment) / f"collected-{now}.csv"
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("file", "student", "taken as", "reason", "look"))
    for file in files:
        row = (file.name, file.student or "", file.target or "", file.reason)
        writer.writerow([*map(harmless, row), "yes" if file.look else ""])
    backup.write(path, text.getvalue().encode("utf-8-sig", "replace"))
    return path


def students(sorted_files: Iterable[Sorted]) -> list[str]:
    """Everybody of whom something was taken."""
    return sorted({s.student for s in sorted_files if s.taken and s.student})


def _place(course: Course, assignment: str, hand_in: HandIn, dry_run: bool) -> list[Sorted]:
    if hand_in.student is None or not hand_in.files:
        return hand_in.sorted
    folder = course.submitted / hand_in.student / assignment
    if folder.exists():
        before = handed_in(folder, course.deadlines.get(assignment))
        if before and hand_in.moment and hand_in.moment < before:
            return _left(hand_in, "an attempt that is newer was collected before")
        if _files(folder) == hand_in.files:
            return _left(hand_in, "collected before")
    if not dry_run:
        _write(folder, hand_in)
    return hand_in.sorted


def _left(hand_in: HandIn, reason: str) -> list[Sorted]:
    return [
        replace(file, target=None, reason=reason) if file.taken else file for file in hand_in.sorted
    ]


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / STAMP
    }


def _write(folder: Path, hand_in: HandIn) -> None:
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, content in hand_in.files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if hand_in.stamp:
        (fresh / STAMP).write_text(f"{hand_in.stamp}\n", encoding="utf-8")
    backup.set_aside(folder, hidden=True)
    fresh.rename(folder)
