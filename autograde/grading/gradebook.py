"""Fill nbgrader's gradebook with results, so that formgrader and its exports work on them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import nbformat
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograde.course import Course
from autograde.grading.result import Result
from autograde.grading.submission import Graded
from autograde.notebook.release import read_source, student_version


@contextmanager
def _open(course: Course) -> Iterator[Gradebook]:
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


def write(course: Course, graded: Iterable[Graded]) -> None:
    """Enter the scores and put each notebook as it ran where nbgrader looks for it.

    A manual score is never touched. A result without a verdict has no score there, and formgrader
    shows it as waiting for a person.
    """
    with _open(course) as gradebook:
        for item in graded:
            result = item.result
            exercise = course.exercises[result.exercise]
            gradebook.update_or_create_student(result.student)
            gradebook.update_or_create_submission(result.assignment, result.student)
            _enter_scores(gradebook, course, result)
            if item.notebook:
                folder = course.autograded / result.student / result.assignment
                folder.mkdir(parents=True, exist_ok=True)
                nbformat.write(item.notebook, folder / f"{exercise.notebook}.ipynb")


def _enter_scores(gradebook: Gradebook, course: Course, result: Result) -> None:
    exercise = course.exercises[result.exercise]
    points = result.group_points()
    undecided = {v.group for v in result.criteria if v.passed is None}
    for grade_id, group in graded_cells(course, result.exercise).items():
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
