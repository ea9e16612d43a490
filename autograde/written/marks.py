"""Marks that persons gave, as nbgrader's gradebook keeps them, and what they make of a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nbgrader.api import Gradebook, MissingEntry

from autograde.course import Course
from autograde.exam import Verdict
from autograde.grading.gradebook import graded_cells, open_gradebook
from autograde.grading.result import Result
from autograde.written.questions import WAITS


@dataclass(frozen=True)
class Mark:
    """What the gradebook holds of one answer: a person's points and words, and whether it waits."""

    points: float | None
    comment: str | None
    waits: bool


def read_mark(
    gradebook: Gradebook, grade_id: str, notebook: str, assignment: str, student: str
) -> Mark:
    """The mark of one answer; one that nobody has graded yet waits."""
    place = grade_id, notebook, assignment, student
    try:
        grade = gradebook.find_grade(*place)
        comment = gradebook.find_comment(*place).manual_comment
    except MissingEntry:
        return Mark(None, None, waits=True)
    return Mark(grade.manual_score, comment, bool(grade.needs_manual_grade))


def with_marks(course: Course, results: Sequence[Result]) -> list[Result]:
    """Results with the marks that written answers have by now, from wherever they were given."""
    cells = {
        key: {name: grade_id for grade_id, name in graded_cells(course, key).items()}
        for key in {result.exercise for result in results}
        if not course.exercises[key].exam
    }
    if not cells:
        return list(results)
    with open_gradebook(course) as gradebook:
        return [
            _marked(course, result, cells[result.exercise], gradebook)
            if result.exercise in cells
            else result
            for result in results
        ]


def _marked(
    course: Course, result: Result, cells: Mapping[str, str], gradebook: Gradebook
) -> Result:
    if result.status == "grader-fault":
        return result
    notebook = course.exercises[result.exercise].notebook
    criteria = tuple(
        _verdict(
            verdict,
            read_mark(gradebook, cells[verdict.id], notebook, result.assignment, result.student),
        )
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
