"""Marks as a CSV table that a spreadsheet can open without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograde.course import Course
from autograde.grading.result import Result
from autograde.lms import backup
from autograde.lms.text import harmless

COLUMNS = ("student", "assignment", "exercise", "score", "max_score", "status", "reason")


class NotGraded(Exception):
    """Nothing of an exercise is graded; the message says what to do."""


@dataclass
class Marks:
    """What a learning-management system is to be told.

    Attributes
    ----------
    points
        by student.
    waiting
        by student, why there is no mark yet.
    worth
        the most points there are.
    """

    worth: float
    points: dict[str, float] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)


def write_csv(results: Iterable[Result], path: Path) -> Path | None:
    """One row for each result: UTF-8 with a byte-order mark, as spreadsheets want it.

    Returns where a table that was there before is kept.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for result in sorted(results, key=lambda r: (r.student, r.exercise)):
        values = (getattr(result, column) for column in COLUMNS)
        writer.writerow(
            [f"{v:g}" if isinstance(v, float | int) else harmless(v or "") for v in values]
        )
    return backup.write(path, text.getvalue().encode("utf-8-sig"))


def collected(
    course: Course,
    assignment: str,
    results: Iterable[Result],
    exercise: str | None = None,
    as_they_stand: bool = False,
) -> Marks:
    """The points of an exercise, or of all of an assignment together.

    Parameters
    ----------
    as_they_stand
        count what still needs a person, too; what the grader failed on never counts.

    Raises
    ------
    NotGraded
        when an exercise that counts has no results.
    """
    wanted = [exercise] if exercise else list(course.exercises_of(assignment))
    found: dict[str, dict[str, Result]] = {}
    for result in results:
        if result.exercise in wanted:
            found.setdefault(result.student, {})[result.exercise] = result
    for key in wanted:
        if not any(key in own for own in found.values()):
            raise NotGraded(
                f"nothing of {key!r} is graded: run `autograde grade -e {key}`, or name the "
                "exercise to export with --exercise"
            )
    marks = Marks(worth=sum(course.exercises[key].max_score for key in wanted))
    for student, own in sorted(found.items()):
        why = [reason for key in wanted if (reason := _waits(own.get(key), key, as_they_stand))]
        if why:
            marks.waiting[student] = "; ".join(why)
        else:
            marks.points[student] = round(sum(result.score for result in own.values()), 2)
    return marks


def _waits(result: Result | None, key: str, as_they_stand: bool) -> str | None:
    if result is None:
        return f"{key} is not graded"
    if result.status == "grader-fault":
        return f"{key}: the grader failed on it"
    if result.status == "needs-attention" and not as_they_stand:
        return f"{key}: {result.reason or 'it needs a person'}"
    return None
