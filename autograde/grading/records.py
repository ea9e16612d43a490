"""Where a course keeps the results of an assignment: one JSON line each, under ``reports/``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograde.course import Course
from autograde.grading.result import Result


class NoResults(Exception):
    """Nothing has been graded yet; the message says what to do."""


def folder(course: Course, assignment: str) -> Path:
    """``reports/ASSIGNMENT``: results, pages, marks."""
    return course.root / "reports" / assignment


def save(course: Course, assignment: str, results: Iterable[Result]) -> Path:
    """Keep results; those of the same student and exercise take the place of earlier ones."""
    path = folder(course, assignment) / "results.jsonl"
    kept = {(r.student, r.exercise): r for r in _read(path)}
    kept |= {(r.student, r.exercise): r for r in results}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text("".join(f"{kept[key].to_json()}\n" for key in sorted(kept)), encoding="utf-8")
    part.replace(path)
    return path


def load(course: Course, assignment: str) -> list[Result]:
    """All results of an assignment.

    Raises
    ------
    NoResults
        when it has not been graded.
    """
    results = _read(folder(course, assignment) / "results.jsonl")
    if not results:
        raise NoResults(f"nothing of {assignment!r} has been graded yet: run `autograde grade` first")
    return results


def _read(path: Path) -> list[Result]:
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Result.from_json(line) for line in lines if line.strip()]
