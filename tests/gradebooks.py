"""Courses with a gradebook, results for it, and all that nbgrader reads there."""

from __future__ import annotations

import csv
import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Base, Gradebook

from autograde import course as courses
from autograde.course import Course
from autograde.exam import Verdict
from autograde.grading import gradebook
from autograde.grading.result import Result
from autograde.grading.submission import Graded
from autograde.notebook.release import student_version

ROOT = Path(__file__).parents[1]
ASSIGNMENT = "exercises"

DEADLINE = """
[assignments.exercises]
due = "2026-12-01T23:59"
timezone = "Europe/Zurich"
grace_hours = 2
penalty = [[0, 0.0], [24, 0.1]]

[assignments.exercises.extensions]
s003 = 48
"""


def new_course(folder: Path, db_url: str | None = None, deadline: str = "") -> Course:
    """A course with an empty gradebook, at nbgrader's own setting where one is given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("solutions", "datasets"):
        (folder / name).symlink_to(ROOT / name)
    for name, more in (
        ("course.toml", deadline),
        ("nbgrader_config.py", f"\nc.CourseDirectory.db_url = {db_url!r}\n" if db_url else ""),
    ):
        (folder / name).write_text((ROOT / name).read_text("utf-8") + more, "utf-8")
    return courses.load(folder)


def registered(folder: Path, db_url: str | None = None, deadline: str = "") -> Course:
    """The same, with the assignment in the gradebook."""
    course = new_course(folder, db_url, deadline)
    if course.gradebook_url.startswith("sqlite"):
        Path(course.gradebook_url.removeprefix("sqlite:///")).write_bytes(_fresh())
    gradebook.register(course, ASSIGNMENT)
    return course


@functools.cache
def _fresh() -> bytes:
    """A gradebook with nothing but the assignment: nbgrader takes seconds to make one."""
    with tempfile.TemporaryDirectory() as name:
        course = new_course(Path(name))
        gradebook.register(course, ASSIGNMENT)
        return (course.root / "gradebook.db").read_bytes()


def graded(
    course: Course,
    student: str,
    exercise: str = "ex1",
    share: float | None = 1.0,
    edit: Callable[[NotebookNode], object] | None = None,
) -> Graded:
    """A result that nobody had to wait for: ``share`` of the points, or no verdict at all."""
    entry = course.exercises[exercise]
    share = share if entry.exam else None
    verdicts = tuple(
        Verdict(
            id=name,
            title=name,
            points=worth * (share or 0.0),
            max_points=worth,
            passed=None if share is None else share == 1.0,
            diagnosis=None,
            message="Made by hand.",
        )
        for name, worth in entry.points.items()
    )
    status = "needs-attention" if share is None else "graded"
    result = Result(
        student, ASSIGNMENT, exercise, entry.max_score, status, True, 1.0, None, verdicts
    )
    notebook = deepcopy(_released(entry.notebook))
    if edit:
        edit(notebook)
    return Graded(result, notebook)


@functools.cache
def _released(notebook: str) -> NotebookNode:
    return student_version(courses.load(ROOT), ASSIGNMENT, notebook)


def hand_in(course: Course, student: str, stamp: str) -> None:
    """Say when a student handed in."""
    folder = course.submitted / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "timestamp.txt").write_text(stamp)


def tables(course: Course) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with Gradebook(course.gradebook_url) as book:
        return {
            table.name: sorted(map(tuple, book.db.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
        }


def marks(course: Course) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """All grades and comments by student, notebook and cell, without the ids."""
    found: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    with Gradebook(course.gradebook_url) as book:
        for submission in book.assignment_submissions(ASSIGNMENT):
            for notebook in submission.notebooks:
                place = submission.student.id, notebook.name
                comments = {c.name: c.comment for c in notebook.comments}
                for name in comments:
                    found[*place, f"{name} (comment)"] = (comments[name],)
                for g in notebook.grades:
                    waits = g.needs_manual_grade
                    found[*place, g.name] = (g.auto_score, g.manual_score, g.extra_credit, waits)
    return found


def nbgrader(course: Course, *words: str) -> str:
    """What an nbgrader command says; it must not fail."""
    env = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course.root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def exported(course: Course) -> dict[str, dict[str, str]]:
    """The rows that ``nbgrader export`` writes, by student."""
    nbgrader(course, "export")
    with (course.root / "grades.csv").open(newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}
