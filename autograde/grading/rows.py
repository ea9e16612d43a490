"""Rows of nbgrader's gradebook, read and written many at a time, on its own tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Connection, bindparam, insert, select, update

#: A row with some columns of nbgrader's models, which have no types.
Found = Any


@dataclass(frozen=True)
class Layout:
    """What an assignment consists of, by the ids that the gradebook has for it.

    Attributes
    ----------
    assignment
        its id.
    notebooks
        their ids, by name.
    graded, commented
        the ids of the cells that get points, by name, and of those that get comments, by notebook.
    """

    assignment: str
    notebooks: Mapping[str, str]
    graded: Mapping[str, Mapping[str, str]]
    commented: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class SubmittedCells:
    """A submitted notebook: its row, and those of its grades by the id of the cell."""

    row: Found
    grades: dict[str, Found]


@dataclass(frozen=True)
class Submitted:
    """A student's submission: its row, and its notebooks by the id of the notebook."""

    row: Found
    notebooks: dict[str, SubmittedCells]


def layout(gradebook: Gradebook, assignment: str) -> Layout:
    """Read what an assignment consists of; it has to be registered."""
    entry = gradebook.find_assignment(assignment)
    return Layout(
        entry.id,
        {notebook.name: notebook.id for notebook in entry.notebooks},
        {
            notebook.id: {c.name: c.id for c in (*notebook.grade_cells, *notebook.task_cells)}
            for notebook in entry.notebooks
        },
        {
            notebook.id: [c.id for c in (*notebook.solution_cells, *notebook.task_cells)]
            for notebook in entry.notebooks
        },
    )


def enter(connection: Connection, layout: Layout, students: Collection[str]) -> None:
    """Enter whoever is not there yet, with all that nbgrader keeps of a submission."""
    there = set(connection.scalars(select(Student.id).where(Student.id.in_(students))))
    _insert(connection, Student, ({"id": name} for name in students if name not in there))
    submitted = {row.student_id: row.id for row in _submissions(connection, layout, students)}
    new = {name: new_uuid() for name in students if name not in submitted}
    _insert(
        connection,
        SubmittedAssignment,
        (
            {"id": row, "assignment_id": layout.assignment, "student_id": name}
            for name, row in new.items()
        ),
    )
    ids = (submitted | new).values()
    known = {(row.assignment_id, row.notebook_id) for row in _notebooks(connection, layout, ids)}
    missing = [
        {"id": new_uuid(), "assignment_id": row, "notebook_id": notebook}
        for row in ids
        for notebook in layout.graded
        if (row, notebook) not in known
    ]
    _insert(connection, SubmittedNotebook, missing)
    for model, cells in (
        (Grade, {notebook: list(own.values()) for notebook, own in layout.graded.items()}),
        (Comment, layout.commented),
    ):
        _insert(
            connection,
            model,
            (
                {"id": new_uuid(), "notebook_id": row["id"], "cell_id": cell}
                for row in missing
                for cell in cells[row["notebook_id"]]
            ),
        )


def everybody(connection: Connection, layout: Layout) -> list[str]:
    """Whoever has a submission of the assignment."""
    model = SubmittedAssignment
    chosen = select(model.student_id).where(model.assignment_id == layout.assignment)
    return list(connection.scalars(chosen.order_by(model.student_id)))


def read(connection: Connection, layout: Layout, students: Collection[str]) -> list[Submitted]:
    """The submissions of students; nobody else changes their grades before the transaction ends."""
    found = {row.id: Submitted(row, {}) for row in _submissions(connection, layout, students)}
    notebooks: dict[str, SubmittedCells] = {}
    for own in _notebooks(connection, layout, found):
        notebooks[own.id] = SubmittedCells(own, {})
        found[own.assignment_id].notebooks[own.notebook_id] = notebooks[own.id]
    cells = [cell for names in layout.graded.values() for cell in names.values()]
    columns: list[Any] = [Grade.id, Grade.notebook_id, Grade.cell_id]
    columns += [Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade]
    chosen = Grade.cell_id.in_(cells), Grade.notebook_id.in_(notebooks)
    for grade in connection.execute(select(*columns).where(*chosen).with_for_update()):
        notebooks[grade.notebook_id].grades[grade.cell_id] = grade
    return list(found.values())


def points(grade: Found, auto_score: float | None) -> float:
    """What a grade is worth, as nbgrader reckons it, with another score of its own."""
    score = auto_score if grade.manual_score is None else grade.manual_score
    return 0.0 if score is None else float(score + (grade.extra_credit or 0.0))


def change(connection: Connection, model: Any, values: Mapping[str, Mapping[str, Any]]) -> None:
    """Give rows other values: ``{id: {column: value}}``, of all rows the same columns."""
    if not values:
        return
    table = model.__table__
    names = next(iter(values.values()))
    columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    connection.execute(
        update(table).where(table.c.id == bindparam("row")).values(columns),
        [
            {"row": row, **{f"new_{name}": value for name, value in new.items()}}
            for row, new in values.items()
        ],
    )


def _insert(connection: Connection, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    if found := list(rows):
        connection.execute(insert(model.__table__), found)


def _submissions(
    connection: Connection, layout: Layout, students: Collection[str]
) -> Sequence[Found]:
    model = SubmittedAssignment
    columns: list[Any] = [model.id, model.student_id, model.timestamp, model.extension]
    chosen = model.assignment_id == layout.assignment, model.student_id.in_(students)
    return connection.execute(select(*columns).where(*chosen)).all()


def _notebooks(
    connection: Connection, layout: Layout, submissions: Collection[str]
) -> Sequence[Found]:
    model = SubmittedNotebook
    columns: list[Any] = [model.id, model.assignment_id, model.notebook_id]
    columns += [model.late_submission_penalty]
    # Both columns are named, here and of grades: nbgrader's only indexes are on the two together.
    chosen = model.notebook_id.in_(layout.graded), model.assignment_id.in_(submissions)
    return connection.execute(select(*columns).where(*chosen)).all()
