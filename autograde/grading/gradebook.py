"""Fill nbgrader's gradebook with results, so that formgrader and its exports work on them."""

from __future__ import annotations

import json
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import nbformat
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader.api import Grade, Gradebook, InvalidEntry, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, create_engine, inspect, make_url
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from autograde.course import Course
from autograde.grading import rows
from autograde.grading.gradebook_faults import AGAIN, explain
from autograde.grading.lateness import handed_in, lateness
from autograde.grading.result import Result
from autograde.grading.rows import Found
from autograde.grading.submission import Graded
from autograde.notebook.release import mark_schemes, read_source, student_version

#: Submissions whose lateness is settled in one transaction.
MANY = 500


class GradebookError(Exception):
    """The gradebook cannot be used; the message names it and the next step."""


@contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open nbgrader's gradebook of the course.

    Raises
    ------
    GradebookError
        when it cannot be opened, read or written.
    """
    # nbgrader adds rows before it ties them together; SQLAlchemy remarks on it, nothing is wrong.
    with warnings.catch_warnings(), _explained(course):
        warnings.simplefilter("ignore", SAWarning)
        _begin(course.gradebook_url)
        with Gradebook(course.gradebook_url) as gradebook:
            yield gradebook


def _begin(url: str) -> None:
    """Note the version of its tables in an empty gradebook.

    nbgrader would start the program ``alembic`` for it, which takes two seconds, and is not found
    where Python's folder is not on the ``PATH``.
    """
    engine = create_engine(url)
    try:
        if not inspect(engine).get_table_names():
            versions = ScriptDirectory(str(files("nbgrader") / "alembic"))
            with engine.begin() as connection:
                MigrationContext.configure(connection).stamp(versions, "head")
    finally:
        engine.dispose()


@contextmanager
def _explained(course: Course) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, InvalidEntry, ImportError) as error:
        raise GradebookError(explain(course.gradebook_url, error)) from error


def gradebook_is_there(course: Course) -> bool:
    """Whether there is a gradebook: a file, or the server that its address names."""
    file = make_url(course.gradebook_url).database
    return not course.gradebook_url.startswith("sqlite") or Path(str(file)).is_file()


def register(course: Course, assignment: str) -> None:
    """Enter the assignment and its cells, as ``nbgrader generate_assignment`` does.

    Raises
    ------
    GradebookError
        when that cannot be.
    """
    deadline = course.deadlines.get(assignment)
    due = {"duedate": deadline.due_for("")} if deadline else {}
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(assignment, **due)
    for exercise in course.exercises_of(assignment).values():
        try:
            with _explained(course):
                student_version(course, assignment, exercise.notebook, course.gradebook_url)
        except RuntimeError as error:
            raise GradebookError(
                f"{error}: give it the cells that it had, or start anew, without any mark of this "
                f"assignment: `nbgrader db assignment remove {assignment} --force`"
            ) from error


class Writer:
    """Enters results, many at a time, and puts each notebook where nbgrader looks for it.

    Points, comments and extra credit that a person gave are never touched. A part without a verdict
    has no score, and formgrader shows it as waiting for a person; one that a person has marked
    waits again when the student's work or its own score is not what it was.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        self._assignment = assignment
        self._deadline = course.deadlines.get(assignment)
        self._exercises = course.exercises_of(assignment)
        self._cells = {key: graded_cells(course, key) for key in self._exercises}
        self._schemes = {
            key: mark_schemes(read_source(course, assignment, exercise.notebook))
            for key, exercise in self._exercises.items()
        }
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        gradebook = self._stack.enter_context(open_gradebook(self._course))
        self._engine = gradebook.engine
        self._layout = rows.layout(gradebook, self._assignment)
        gradebook.db.rollback()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def write(self, graded: Graded) -> None:
        """Enter one result."""
        self.write_all([graded])

    def write_all(self, batch: Iterable[Graded]) -> None:
        """Enter results, all of them or none; to enter them again changes nothing.

        Raises
        ------
        GradebookError
            when the gradebook or a notebook cannot be written.
        """
        last = {(each.result.student, each.result.exercise): each for each in batch}
        students = sorted({student for student, _ in last})
        with _explained(self._course), self._engine.begin() as connection:
            rows.enter(connection, self._layout, students)
            self._change(connection, students, last)
        # Only now, because the notebooks of before say whether an answer is a new one.
        for each in last.values():
            if each.notebook:
                self._put(each.result, each.notebook)

    def settle_lateness(self) -> None:
        """Reckon penalties anew, after a person gave marks or a due date was changed.

        Raises
        ------
        GradebookError
            when the gradebook cannot be written.
        """
        with _explained(self._course):
            with self._engine.connect() as connection:
                students = rows.everybody(connection, self._layout)
            for start in range(0, len(students), MANY):
                with self._engine.begin() as connection:
                    self._change(connection, students[start : start + MANY], {})

    def _change(
        self,
        connection: Connection,
        students: Collection[str],
        batch: Mapping[tuple[str, str], Graded],
    ) -> None:
        grades: dict[str, dict[str, Any]] = {}
        penalties: dict[str, dict[str, Any]] = {}
        moments: dict[str, dict[str, Any]] = {}
        for submitted in rows.read(connection, self._layout, students):
            student = submitted.row.student_id
            moment = handed_in(self._course.submitted / student / self._assignment, self._deadline)
            late = lateness(self._deadline, student, moment)
            moments |= self._moments(submitted.row, moment)
            for key, exercise in self._exercises.items():
                notebook = self._layout.notebooks[exercise.notebook]
                own = submitted.notebooks[notebook]
                graded = batch.get((student, key))
                changes = self._marks(graded, own.grades) if graded else {}
                grades |= changes
                autos = {row.id: row.auto_score for row in own.grades.values()}
                autos |= {row: values["auto_score"] for row, values in changes.items()}
                score = sum(rows.points(row, autos[row.id]) for row in own.grades.values())
                penalty = late.penalty(score) or None
                if penalty != own.row.late_submission_penalty:
                    penalties[own.row.id] = {"late_submission_penalty": penalty}
        rows.change(connection, Grade, grades)
        rows.change(connection, SubmittedNotebook, penalties)
        rows.change(connection, SubmittedAssignment, moments)

    def _marks(self, graded: Graded, grades: Mapping[str, Found]) -> dict[str, dict[str, Any]]:
        """The grades of a notebook that are others by now."""
        result = graded.result
        points = result.group_points()
        undecided = {verdict.group for verdict in result.criteria if verdict.passed is None}
        ids = self._layout.graded[self._layout.notebooks[self._exercises[result.exercise].notebook]]
        marked = any(grade.manual_score is not None for grade in grades.values())
        seen = self._seen(graded) if marked else set()
        changes = {}
        for grade_id, group in self._cells[result.exercise].items():
            grade = grades[ids[grade_id]]
            auto = None if group in undecided else round(points[group], 2)
            waits = grade.needs_manual_grade
            if grade.manual_score is None:
                waits = auto is None
            elif grade_id not in seen or auto != grade.auto_score:
                waits = True
            if (auto, waits) != (grade.auto_score, grade.needs_manual_grade):
                changes[grade.id] = {"auto_score": auto, "needs_manual_grade": waits}
        return changes

    def _moments(self, row: Found, moment: datetime | None) -> dict[str, dict[str, Any]]:
        """When a student handed in, and how much later than for others it was due, if that is new.

        nbgrader keeps times without a zone, and means UTC.
        """
        timestamp = moment.replace(tzinfo=None) if moment else row.timestamp
        extension = row.extension
        if self._deadline:
            more = self._deadline.due_for(row.student_id) - self._deadline.due_for("")
            extension = more or None
        if (timestamp, extension) == (row.timestamp, row.extension):
            return {}
        return {row.id: {"timestamp": timestamp, "extension": extension}}

    def _seen(self, graded: Graded) -> set[str]:
        """The parts whose answers are as they were when a person may have marked them."""
        path = self._path(graded.result)
        if graded.notebook is None or not path.is_file():
            return set()
        try:
            before, now = nbformat.read(path, as_version=4).cells, graded.notebook.cells
        except Exception:  # nbformat meets a file that was cut off with any exception
            return set()
        parts = set(self._cells[graded.result.exercise])
        if self._exercises[graded.result.exercise].exam:
            code = [[c.source for c in cells if c.cell_type == "code"] for cells in (before, now)]
            return parts if code[0] == code[1] else set()
        old, new = ({_grade_id(cell): cell.source for cell in cells} for cells in (before, now))
        return {part for part in parts & new.keys() if old.get(part) == new[part]}

    def _path(self, result: Result) -> Path:
        name = f"{self._exercises[result.exercise].notebook}.ipynb"
        return self._course.autograded / result.student / result.assignment / name

    def _put(self, result: Result, notebook: NotebookNode) -> None:
        """Write the notebook with its mark schemes, whole or not at all."""
        schemes = self._schemes[result.exercise]
        cells = [
            {**cell, "source": schemes.get(_grade_id(cell), cell.source)} for cell in notebook.cells
        ]
        # As nbformat does it, which would check and copy what was checked before.
        text = json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1)
        path = self._path(result)
        fresh = path.with_name(f".{path.name}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(f"{text}\n".encode(errors="replace"))
            fresh.replace(path)
        except OSError as error:
            raise GradebookError(
                f"{path} cannot be written ({error.strerror}): look at free space and "
                f"permissions, {AGAIN}"
            ) from error


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def graded_cells(course: Course, key: str) -> dict[str, str]:
    """Which cell stands for which part of an exercise: ``{"ex1-data-test": "data", ...}``."""
    exercise = course.exercises[key]
    source = read_source(course, exercise.assignment, exercise.notebook)
    return {
        cell.metadata.nbgrader.grade_id: cell.metadata.autograde.exam.group
        for cell in source.cells
        if "autograde" in cell.metadata
    }
