"""Read the results of an assignment, and know where what is made of them lies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from autograde.course import Course
from autograde.grading.lateness import with_lateness
from autograde.grading.ledger import Ledger
from autograde.grading.result import Result
from autograde.written.marks import with_marks

#: Results that are asked for marks together.
BATCH = 500


class NoResults(Exception):
    """Nothing has been graded yet; the message says what to do."""


def folder(course: Course, assignment: str) -> Path:
    """``reports/ASSIGNMENT``: pages and marks."""
    return course.root / "reports" / assignment


def load(course: Course, assignment: str) -> list[Result]:
    """All results of an assignment, with the marks that persons gave by now.

    Raises
    ------
    NoResults
        when it has not been graded.
    """
    results = list(stream(course, assignment))
    if not results:
        raise NoResults(f"nothing of {assignment!r} is graded yet: run `autograde grade` first")
    return results


def stream(course: Course, assignment: str) -> Iterator[Result]:
    """The same one after the other, however many there are; none where nothing is graded.

    Results of an exercise that has since been renamed or taken out are left out.
    """
    known = course.exercises_of(assignment)
    with Ledger(course, read_only=True) as ledger:
        for some in _batched(r for r in ledger.results(assignment) if r.exercise in known):
            for result in with_marks(course, some):
                # A mark that a person gave changes what lateness takes off.
                yield with_lateness(course, result)


def _batched(results: Iterator[Result]) -> Iterator[list[Result]]:
    """Results in lists of ``BATCH``."""
    while some := list(islice(results, BATCH)):
        yield some
