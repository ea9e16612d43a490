"""What is counted of a class, and in which order it is told."""

import pytest

from autograde.exam import Verdict
from autograde.feedback import summary
from autograde.grading.result import Result, Status

pytestmark = pytest.mark.grader


def verdict(
    name: str = "model/module",
    points: float = 2.0,
    passed: bool | None = True,
    diagnosis: str | None = None,
    title: str = "The model is a module.",
) -> Verdict:
    return Verdict(name, title, points, 2.0, passed, diagnosis, "Seen.")


def result(
    student: str,
    *verdicts: Verdict,
    exercise: str = "ex1",
    status: Status = "graded",
    reason: str | None = None,
) -> Result:
    return Result(student, "exercises", exercise, 10.0, status, True, 1.5, reason, verdicts)


def test_full_points_and_none_fall_into_the_outer_bins() -> None:
    found = summary.spread([0, 0.9, 1, 9.9, 10], top=10)
    assert found.bins == (2, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    assert (found.count, found.mean, found.median) == (5, 4.4, 1)
    assert found.edges(9) == (9, 10)


def test_the_criterion_that_fewest_pass_stands_first() -> None:
    hard, harder = "model/hidden", "training/loss"
    rows = summary.criteria(
        [
            result("a", verdict(), verdict(hard), verdict(harder, 1.0, False)),
            result("b", verdict(), verdict(hard, 0.0, None), verdict(harder, 0.0, False)),
        ]
    )
    assert [(r.id, r.passed, r.undecided, r.points) for r in rows] == [
        (harder, 0, 0, 0.5),
        (hard, 1, 1, 1.0),
        ("model/module", 2, 0, 2.0),
    ]


def test_what_a_person_adds_to_a_part_is_no_criterion() -> None:
    added = Verdict("model/marked", "A person marked this part.", 1.0, 0.0, True, None, "3 of 3.")
    assert [row.id for row in summary.criteria([result("a", verdict(), added)])] == ["model/module"]


def test_where_the_grader_failed_nothing_is_said_of_the_criteria() -> None:
    untold = verdict("model/module", 0.0, None, title="model/module")
    failed = result("a", untold, status="grader-fault")
    assert summary.criteria([failed]) == []
    (row,) = summary.criteria([failed, result("b", untold), result("c", verdict())])
    assert (row.count, row.title) == (2, "The model is a module.")


def test_a_misunderstanding_counts_once_for_a_student() -> None:
    seen = verdict(passed=False, points=0.0, diagnosis="no-zero-grad")
    other = verdict(passed=False, points=0.0, diagnosis="wrong-dtype")
    found = summary.misunderstandings(
        [result("a", seen, seen), result("a", seen, exercise="ex2"), result("b", other, seen)]
    )
    assert [(m.diagnosis.slug, m.students, m.exercises) for m in found] == [
        ("no-zero-grad", ("a", "b"), ("ex1", "ex2")),
        ("wrong-dtype", ("b",), ("ex1",)),
    ]


def test_who_needs_a_person_for_the_same_reason_stands_together() -> None:
    wait = [result(name, status="needs-attention", reason="Wait.") for name in "abc"]
    died = result("d", status="needs-attention", reason="The kernel died.")
    fault = result("e", status="grader-fault")
    found = summary.attention([died, *wait, fault, result("f")])
    assert [(group.reason, group.students) for group in found] == [
        ("grader-fault", ("e",)),
        ("Wait.", ("a", "b", "c")),
        ("The kernel died.", ("d",)),
    ]


def test_a_student_is_as_grave_as_the_gravest_exercise() -> None:
    (student,) = summary.students(
        [
            result("a", verdict()),
            result("a", verdict(diagnosis="wrong-dtype"), exercise="ex2", status="needs-attention"),
        ]
    )
    assert (student.score, student.status, student.seconds) == (4.0, "needs-attention", 3.0)
    assert (student.diagnosis, student.sandboxed) == ("wrong-dtype", True)
