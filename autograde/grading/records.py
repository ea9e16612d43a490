"""Where a course keeps the results of an assignment: one JSON line each, under ``reports/``."""

from __future__ import annotations

from pathlib import Path

from autograde.course import Course
from autograde.grading.result import Result
from autograde.written.marks import with_marks

FILE = "results.jsonl"


class NoResults(Exception):
    """Nothing has been graded yet; the message says what to do."""


def folder(course: Course, assignment: str) -> Path:
    """``reports/ASSIGNMENT``: results, pages, marks."""
    return course.root / "reports" / assignment


def add(course: Course, assignment: str, result: Result) -> None:
    """Keep a result; it counts instead of an earlier one of the same student and exercise."""
    path = folder(course, assignment) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{result.to_json()}\n")


def load(course: Course, assignment: str) -> list[Result]:
    """All results of an assignment, with the marks that persons gave by now.

    Raises
    ------
    NoResults
        when it has not been graded.
    """
    path = folder(course, assignment) / FILE
    if not path.is_file():
        raise NoResults(f"nothing of {assignment!r} is graded yet: run `autograde grade` first")
    lines = path.read_text(encoding="utf-8").splitlines()
    results = (Result.from_json(line) for line in lines)
    last = {(result.student, result.exercise): result for result in results}
    return with_marks(course, [last[key] for key in sorted(last)])
