"""Marks that persons gave, as nbgrader's gradebook keeps them, and what they make of a result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import and_, select

from autograde.course import Course
from autograde.exam import Verdict
from autograde.grading.gradebook import (
    gradebook_is_there,
    graded_cells,
    open_gradebook,
)
from autograde.grading.result import Result
from autograde.written.questions import WAITS


@dataclass(frozen=True)
class Mark:
    """What the gradebook holds of one answer: a person's points and words, and whether it waits.

    ``extra`` is extra credit.
    """

    points: float | None
    comment: str | None
    waits: bool
    extra: float = 0.0


#: The mark of an answer that nobody has graded yet.
WAITING = Mark(None, None, waits=True)


def read_mark(
    gradebook: Gradebook, grade_id: str, notebook: str, assignment: str, student: str
) -> Mark:
    """The mark of one answer; one that nobody has graded yet waits."""
    place = grade_id, notebook, assignment, student
    try:
        grade = gradebook.find_grade(*place)
        comment = gradebook.find_comment(*place).manual_comment
    except MissingEntry:
        return WAITING
    return Mark(grade.manual_score, comment, bool(grade.needs_manual_grade))


def read_marks(
    gradebook: Gradebook, notebook: str, assignment: str, students: Collection[str]
) -> dict[tuple[str, str], Mark]:
    """The marks of a notebook's answers by student and cell, all of them in one go."""
    answer, own = BaseCell.__table__.alias(), BaseCell.__table__.alias()
    found = gradebook.db.execute(
        select(
            *(SubmittedAssignment.student_id, answer.c.name, Grade.manual_score),
            *(Comment.manual_comment, Grade.needs_manual_grade, Grade.extra_credit),
        )
        .select_from(Grade)
        .join(answer, answer.c.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        # nbgrader keeps points and comments of one answer at two cells of the same name.
        .outerjoin(
            own,
            and_(
                own.c.notebook_id == answer.c.notebook_id,
                own.c.name == answer.c.name,
                own.c.type == "SolutionCell",
            ),
        )
        .outerjoin(
            Comment, and_(Comment.cell_id == own.c.id, Comment.notebook_id == Grade.notebook_id)
        )
        .where(
            Assignment.name == assignment,
            Notebook.name == notebook,
            SubmittedAssignment.student_id.in_(students),
        )
    )
    return {
        (student, name): Mark(points, comment, bool(waits), extra or 0.0)
        for student, name, points, comment, waits, extra in found
    }


def with_marks(course: Course, results: Sequence[Result]) -> list[Result]:
    """Results with the marks that persons gave by now, from wherever they were given."""
    if not gradebook_is_there(course):
        return list(results)
    keys = {result.exercise for result in results}
    cells = {key: graded_cells(course, key) for key in keys}
    marks: dict[str, dict[tuple[str, str], Mark]] = {}
    with open_gradebook(course) as gradebook:
        for key in keys:
            exercise = course.exercises[key]
            students = {result.student for result in results if result.exercise == key}
            marks[key] = read_marks(gradebook, exercise.notebook, exercise.assignment, students)
    return [
        (_judged if course.exercises[result.exercise].exam else _marked)(
            result, cells[result.exercise], marks[result.exercise]
        )
        for result in results
    ]


def _judged(
    result: Result, cells: Mapping[str, str], marks: Mapping[tuple[str, str], Mark]
) -> Result:
    """A result of an exam; where a person marked a part of it, that counts instead.

    It counts as in nbgrader, even when the part has changed since; then a person should look again.
    """
    earned = defaultdict(float, result.group_points())
    worth: dict[str, float] = defaultdict(float)
    for verdict in result.criteria:
        worth[verdict.group] += verdict.max_points
    added: list[Verdict] = []
    again: list[str] = []
    for grade_id, group in cells.items():
        mark = marks.get((result.student, grade_id), WAITING)
        if mark.points is None and not mark.extra:
            continue
        if mark.points is not None and mark.waits:
            again.append(f"A person marked the part {group!r} before it changed.")
        points = earned[group] if mark.points is None else mark.points
        told = f"{points:g} of {worth[group]:g} points instead of {earned[group]:g}"
        told += f", and {mark.extra:g} more" if mark.extra else ""
        more = points + mark.extra - earned[group]
        title = "A person marked this part."
        message = f"{told}. {mark.comment or ''}".strip()
        added.append(Verdict(f"{group}/marked", title, more, 0.0, True, None, message))
    if not added:
        return result
    settled = {verdict.group for verdict in added}
    open_still = any(v.passed is None and v.group not in settled for v in result.criteria)
    return replace(
        result,
        criteria=(*result.criteria, *added),
        status="needs-attention" if open_still or again else "graded",
        reason=" ".join([*again, *filter(None, [result.reason])]) or None,
    )


def _marked(
    result: Result, cells: Mapping[str, str], marks: Mapping[tuple[str, str], Mark]
) -> Result:
    """A result of written answers, each of which a person marks."""
    # A question that has another name since then waits until it is graded again.
    ids = {name: grade_id for grade_id, name in cells.items()}
    if result.status == "grader-fault":
        return result
    criteria = tuple(
        _verdict(verdict, marks.get((result.student, ids.get(verdict.id, "")), WAITING))
        for verdict in result.criteria
    )
    # What was not handed in waits for nobody.
    waiting = sum(v.passed is None and v.message.endswith(WAITS) for v in criteria)
    told = [f"{waiting} of {len(criteria)} written answers wait for a person."] if waiting else []
    return replace(
        result,
        criteria=criteria,
        status="needs-attention" if any(v.passed is None for v in criteria) else "graded",
        reason=" ".join([*told, *filter(None, [result.reason])]) or None,
    )


def _verdict(verdict: Verdict, mark: Mark) -> Verdict:
    if mark.points is None or mark.waits:
        return verdict
    return replace(
        verdict,
        points=mark.points,
        passed=mark.points >= verdict.max_points,
        message=mark.comment or "Marked by a person.",
    )
