"""Marks in a table that a spreadsheet opens."""

import csv
from pathlib import Path

from autograde.grading.result import Result
from autograde.lms.marks import write_csv


def result(student: str, reason: str | None) -> Result:
    return Result(student, "exercises", "ex1", 50.0, "graded", True, 1.0, reason, ())


def test_marks_are_sorted_and_formulas_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    write_csv([result("s002", "=HYPERLINK(1)"), result("@s001", None), result("李雷", None)], path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == ["'@s001", "s002", "李雷"]
    assert rows[1]["reason"] == "'=HYPERLINK(1)"
    assert rows[0]["score"] == "0"
