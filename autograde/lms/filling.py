"""Fill marks into the table that a learning-management system exported, and change nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograde.lms import formats
from autograde.lms.formats import Format, TemplateError
from autograde.lms.marks import Marks
from autograde.lms.roster import Roster, folded
from autograde.lms.sheet import Sheet

#: Canvas: excused, and not assigned.
PROTECTED = ("EX", "N/A")


@dataclass(frozen=True)
class Filled:
    """A table with marks in it.

    Attributes
    ----------
    written
        how many marks it says.
    changed
        which of them replace another: student, before, now.
    kept
        students whose cell was left as it is, and why.
    others
        whoever is in the table and handed nothing in.
    """

    content: bytes
    column: str
    written: int
    changed: list[tuple[str, str, str]]
    kept: dict[str, str]
    others: list[str]


def fill(
    template: bytes,
    system: str,
    marks: Marks,
    roster: Roster,
    names: frozenset[str],
    zeros: bool = False,
) -> Filled:
    """Write each student's points into the column with one of ``names``.

    Parameters
    ----------
    zeros
        write 0 for those who handed nothing in and have no mark.

    Raises
    ------
    TemplateError
        when the template is of another system, is worth other points, or does not know everybody:
        then there is nothing that could be uploaded.
    """
    sheet = Sheet(template)
    kind = formats.recognise(sheet, system)
    column = formats.find_column(sheet, kind, names)
    heading = sheet.header[column]
    there = formats.worth(sheet, kind, column)
    if there and there != marks.worth:
        raise TemplateError(
            f"{heading!r} is worth {there:g} points there, but {marks.worth:g} here: change it "
            "there and download the template again, or name one --exercise"
        )
    rows = _rows(sheet, kind, marks, roster)
    locked = _column(sheet, "Grade can be changed")
    rows_of_all = range(len(sheet.rows))
    comma = any(re.fullmatch(r"\d+,\d+", sheet.value(row, column)) for row in rows_of_all)
    written, changed, kept = 0, [], {}
    for student, points in marks.points.items():
        row = rows[student]
        before = _cell(sheet, row, column).strip()
        if before in PROTECTED or (locked is not None and sheet.value(row, locked) == "No"):
            kept[student] = f"{before or 'no mark'}: {system.capitalize()} takes none"
            continue
        now = f"{points:.2f}".rstrip("0").rstrip(".").replace(".", "," if comma else ".")
        written += 1
        if formats.number(before) != points:
            sheet.change(row, column, now)
            if formats.number(before) is not None:
                changed.append((student, before, now))
    others = sorted({*_students(sheet, kind)} - {*rows.values()})
    for row in others if zeros else ():
        if _cell(sheet, row, column).strip() in ("", "-"):
            sheet.change(row, column, "0")
    return Filled(
        sheet.content(), heading, written, changed, kept, [_who(sheet, kind, r) for r in others]
    )


def _rows(sheet: Sheet, kind: Format, marks: Marks, roster: Roster) -> dict[str, int]:
    """The row of each student, of those too who wait for a mark."""
    called: dict[str, set[int]] = {}
    for row in _students(sheet, kind):
        for key in _keys(sheet, kind, row):
            called.setdefault(key, set()).add(row)
    result: dict[str, int] = {}
    used: set[int] = set()
    wrong: list[str] = []
    for student in sorted({*marks.points, *marks.waiting}):
        found = {row for key in roster.keys(student) for row in called.get(key, ())}
        if len(found) == 1 and not found & used:
            used |= found
            result[student] = found.pop()
        else:
            wrong.append(f"{student} (several rows)" if found else student)
    if wrong:
        raise TemplateError(
            "the template does not tell who these students are, so nothing is written: "
            f"{', '.join(wrong)}. Give their {kind.ids[0]} as lms_user_id in roster.csv, download "
            "a template that has them, or leave them out with --without"
        )
    return result


def _students(sheet: Sheet, kind: Format) -> list[int]:
    return [row for row in range(1, len(sheet.rows)) if _keys(sheet, kind, row)]


def _keys(sheet: Sheet, kind: Format, row: int) -> set[str]:
    """All that the table calls a student; of Moodle's "Participant 4711" the number."""
    keys = set()
    for name in kind.ids:
        column = _column(sheet, name)
        if column is not None and (value := sheet.value(row, column).strip()):
            keys.add(folded(value))
            if name == "Identifier" and (digits := re.search(r"\d+$", value)):
                keys.add(digits[0])
    return keys


def _who(sheet: Sheet, kind: Format, row: int) -> str:
    for name in kind.ids:
        column = _column(sheet, name)
        if column is not None and sheet.value(row, column).strip():
            return sheet.value(row, column).strip()
    return f"row {row + 1}"


def _cell(sheet: Sheet, row: int, column: int) -> str:
    if column >= len(sheet.rows[row]):
        raise TemplateError(
            f"row {row + 1} of the template has {len(sheet.rows[row])} cells, but the heading has "
            f"{len(sheet.header)}: download it again"
        )
    return sheet.value(row, column)


def _column(sheet: Sheet, name: str) -> int | None:
    return sheet.header.index(name) if name in sheet.header else None
