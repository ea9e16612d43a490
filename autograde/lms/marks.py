"""Marks as a CSV table that a spreadsheet can open without running anything in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from autograde.grading.result import Result

COLUMNS = ("student", "assignment", "exercise", "score", "max_score", "status", "reason")


def write_csv(results: Iterable[Result], path: Path) -> None:
    """One row for each result: UTF-8 with a byte-order mark, as spreadsheets want it."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for result in sorted(results, key=lambda r: (r.student, r.exercise)):
            writer.writerow(
                [
                    f"{value:g}" if isinstance(value, float | int) else _harmless(value or "")
                    for value in (getattr(result, column) for column in COLUMNS)
                ]
            )


def _harmless(text: str) -> str:
    """A cell that starts like a formula would be run by a spreadsheet: put a quote before it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
