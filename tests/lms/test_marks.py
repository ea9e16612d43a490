"""Marks in a table that a spreadsheet opens, and the points of an assignment."""

import csv
import os
from pathlib import Path

import pytest

from autograde.course import Course
from autograde.exam import Verdict
from autograde.grading.result import Result, Status
from autograde.lms import backup
from autograde.lms.marks import NotGraded, collected, write_csv
from autograde.lms.text import harmless


def result(
    student: str,
    reason: str | None = None,
    exercise: str = "ex1",
    points: float = 0.0,
    status: Status = "graded",
) -> Result:
    verdicts = (Verdict("a/b", "", points, 50.0, True, None, ""),) if points else ()
    return Result(student, "exercises", exercise, 50.0, status, True, 1.0, reason, verdicts)


def test_marks_are_sorted_and_formulas_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    write_csv([result("s002", "=HYPERLINK(1)"), result("@s001"), result("李雷")], path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == ["'@s001", "s002", "李雷"]
    assert rows[1]["reason"] == "'=HYPERLINK(1)"
    assert rows[0]["score"] == "0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("cell q;=cmd|' /C calc'!A0;", "cell q;'=cmd|' /C calc'!A0;"),
        ('q; "=1', "q; \"'=1"),
        ("a\t+1\r\n -1|@x", "a\t'+1\r\n '-1|'@x"),
        ("\uff1d1", "'\uff1d1"),
        ("1, -2; from 2026-11-20, a=b", "1, -2; from 2026-11-20, a=b"),
    ],
)
def test_no_spreadsheet_runs_a_formula_whatever_it_splits_at(value: str, expected: str) -> None:
    assert harmless(value) == expected


def test_what_is_overwritten_is_kept_unless_it_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    assert backup.write(path, b"1") is None
    assert backup.write(path, b"1") is None
    assert backup.write(path, b"2") == tmp_path / "grades.csv.before-1"
    assert backup.write(path, b"3") == tmp_path / "grades.csv.before-2"
    found = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert found == {"grades.csv": b"3", "grades.csv.before-1": b"1", "grades.csv.before-2": b"2"}


def test_what_is_no_file_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "device"
    os.mkfifo(path)
    with pytest.raises(FileExistsError, match="it is no file"):
        backup.write(path, b"1")
    assert list(tmp_path.iterdir()) == [path]


def test_an_assignment_is_worth_all_of_its_exercises(course: Course) -> None:
    results = [
        result("s001", exercise="ex1", points=40),
        result("s001", exercise="ex2", points=30.5),
        result("s001", exercise="ex3", points=5),
    ]
    marks = collected(course, "exercises", results)
    assert (marks.points, marks.worth) == ({"s001": 75.5}, 110)
    alone = collected(course, "exercises", results, "ex2")
    assert (alone.points, alone.worth) == ({"s001": 30.5}, 50)


def test_what_needs_a_person_or_is_not_graded_waits(course: Course) -> None:
    results = [
        result("s001", "The kernel died.", points=40, status="needs-attention"),
        result("s002", points=40, status="grader-fault"),
        result("s003", points=40),
        result("s003", exercise="ex2", points=40),
    ]
    marks = collected(course, "exercises", results, "ex1")
    assert marks.points == {"s003": 40}
    assert marks.waiting == {
        "s001": "ex1: The kernel died.",
        "s002": "ex1: the grader failed on it",
    }
    stand = collected(course, "exercises", results, "ex1", as_they_stand=True)
    assert stand.points == {"s001": 40, "s003": 40}
    results.append(result("s001", exercise="ex3"))
    together = collected(course, "exercises", results)
    assert "ex2 is not graded" in together.waiting["s001"]


def test_an_exercise_that_nobody_graded_is_no_zero(course: Course) -> None:
    with pytest.raises(NotGraded, match=r"nothing of 'ex2' is graded.*--exercise"):
        collected(course, "exercises", [result("s001", points=40)])
