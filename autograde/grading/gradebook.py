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
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograde.course import Course
from autograde.grading.result import Result
from autograde.grading.submission import Graded
from autograde.notebook.release import mark_schemes, read_source, student_version


@contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open nbgrader's gradebook of the course."""
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
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(assignment)
    for exercise in course.exercises_of(assignment).values():
        student_version(course, assignment, exercise.notebook, course.gradebook_url)


class Writer:
    """Enters results as they come, and puts each notebook where nbgrader looks for it.

    A manual score is never touched. A part without a verdict has no score, and formgrader shows it
    as waiting for a person; one with a manual score waits again, unless it is a written answer that
    is still the same.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        exercises = course.exercises_of(assignment)
        self._cells = {key: graded_cells(course, key) for key in exercises}
        self._schemes = {
            key: mark_schemes(read_source(course, assignment, exercise.notebook))
            for key, exercise in exercises.items()
        }
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._gradebook = self._stack.enter_context(open_gradebook(self._course))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def write(self, graded: Graded) -> None:
        """Enter one result."""
        result = graded.result
        exercise = self._course.exercises[result.exercise]
        seen = self._put(result, graded.notebook) if graded.notebook else set()
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
            if grade.manual_score is None or grade_id not in seen:
                grade.needs_manual_grade = group in undecided or grade.manual_score is not None
        gradebook.db.commit()

    def _put(self, result: Result, notebook: NotebookNode) -> set[str]:
        """Write the notebook with its mark schemes; which written answers are as before."""
        exercise = self._course.exercises[result.exercise]
        path = self._course.autograded / result.student / result.assignment
        path = path / f"{exercise.notebook}.ipynb"
        before = _sources(nbformat.read(path, as_version=4)) if path.is_file() else {}
        now = _sources(notebook)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = self._schemes[result.exercise].get(grade_id, cell.source)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        if exercise.exam:
            return set()
        return {grade_id for grade_id, source in now.items() if before.get(grade_id) == source}


def _sources(notebook: NotebookNode) -> dict[str, str]:
    marks = ((cell.metadata.get("nbgrader", {}), cell.source) for cell in notebook.cells)
    return {mark["grade_id"]: source for mark, source in marks if "grade_id" in mark}


def graded_cells(course: Course, key: str) -> dict[str, str]:
    """Which cell stands for which part of an exercise: ``{"ex1-data-test": "data", ...}``."""
    exercise = course.exercises[key]
    source = read_source(course, exercise.assignment, exercise.notebook)
    return {
        cell.metadata.nbgrader.grade_id: cell.metadata.autograde.exam.group
        for cell in source.cells
        if "autograde" in cell.metadata
    }
