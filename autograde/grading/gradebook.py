"""Fill nbgrader's gradebook with results, so that formgrader and its exports work on them."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import nbformat
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograde.course import Course
from autograde.grading.submission import Graded
from autograde.notebook.release import read_source, student_version


@contextmanager
def _open(course: Course) -> Iterator[Gradebook]:
    # nbgrader calls alembic by its name, which lies beside this Python, activated or not.
    beside = str(Path(sys.executable).parent)
    if beside not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([beside, os.environ.get("PATH", "")])
    # nbgrader adds rows before it ties them together; SQLAlchemy remarks on it, nothing is wrong.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        with Gradebook(course.gradebook_url) as gradebook:
            yield gradebook


def register(course: Course, assignment: str) -> None:
    """Enter the assignment and its cells, as ``nbgrader generate_assignment`` does."""
    with _open(course) as gradebook:
        gradebook.update_or_create_assignment(assignment)
    for exercise in course.exercises_of(assignment).values():
        student_version(course, assignment, exercise.notebook, course.gradebook_url)


class Writer:
    """Enters results as they come, and puts each notebook where nbgrader looks for it.

    A manual score is never touched. A part without a verdict has no score, and formgrader shows it
    as waiting for a person.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        self._cells = {key: graded_cells(course, key) for key in course.exercises_of(assignment)}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._gradebook = self._stack.enter_context(_open(self._course))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def write(self, graded: Graded) -> None:
        """Enter one result."""
        result = graded.result
        exercise = self._course.exercises[result.exercise]
        if graded.notebook:
            folder = self._course.autograded / result.student / result.assignment
            folder.mkdir(parents=True, exist_ok=True)
            nbformat.write(graded.notebook, folder / f"{exercise.notebook}.ipynb")
        points = result.group_points()
        undecided = {v.group for v in result.criteria if v.passed is None}
        gradebook = self._gradebook
        gradebook.update_or_create_student(result.student)
        gradebook.update_or_create_submission(result.assignment, result.student)
        for grade_id, group in self._cells[result.exercise].items():
            grade = gradebook.find_grade(
                grade_id, exercise.notebook, result.assignment, result.student
            )
            grade.auto_score = None if group in undecided else round(points[group], 2)
            grade.needs_manual_grade = group in undecided or grade.manual_score is not None
        gradebook.db.commit()


def graded_cells(course: Course, key: str) -> dict[str, str]:
    """Which test cell stands for which part of an exercise: ``{"ex1-data-test": "data", ...}``."""
    exercise = course.exercises[key]
    source = read_source(course, exercise.assignment, exercise.notebook)
    return {
        cell.metadata.nbgrader.grade_id: cell.metadata.autograde.exam.group
        for cell in source.cells
        if "autograde" in cell.metadata
    }
