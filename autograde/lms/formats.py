"""The tables that learning-management systems export, and take back with marks in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograde.lms.sheet import Sheet


class TemplateError(Exception):
    """A template that cannot be filled in; the message says what to do."""


@dataclass(frozen=True)
class Format:
    """One kind of table.

    Attributes
    ----------
    needs
        columns that every such table has.
    ids
        columns that say whose row it is.
    column
        what a column of marks is called, and what its title is.
    fixed
        whether that column always has the same name.
    """

    needs: frozenset[str]
    ids: tuple[str, ...]
    column: re.Pattern[str]
    fixed: bool = False


CANVAS = Format(
    frozenset({"ID", "Section"}),
    ("ID", "SIS User ID", "SIS Login ID", "Integration ID"),
    re.compile(r"(?P<title>.*) \((?P<id>\d+)\)"),
)
BLACKBOARD = Format(
    frozenset({"Username"}),
    ("Username", "Student ID"),
    re.compile(r"(?P<title>.*?)(?: \[Total Pts: (?P<points>[\d.,]+)[^\]]*\])? \|(?P<id>\d+)"),
)
WORKSHEET = Format(
    frozenset({"Identifier", "Grade", "Last modified (grade)"}),
    ("Identifier", "ID number", "Email address", "Username"),
    re.compile(r"(?P<title>Grade)"),
    fixed=True,
)
GRADEBOOK = Format(
    frozenset({"Last downloaded from this course"}),
    ("ID number", "Email address", "Username"),
    re.compile(r"(?:\w+: ?)?(?P<title>.*) \(Real\)"),
)
#: By what ``--to`` names, with the way to the template.
FORMATS: dict[str, tuple[tuple[Format, ...], str]] = {
    "blackboard": (
        (BLACKBOARD,),
        "in the Full Grade Centre, choose Work Offline > Download (in Ultra: Download Grades)",
    ),
    "canvas": ((CANVAS,), "under Grades, choose Export > Export Entire Gradebook"),
    "moodle": (
        (WORKSHEET, GRADEBOOK),
        "in the assignment, choose Download grading worksheet, with the site's language in English",
    ),
}


def recognise(sheet: Sheet, system: str) -> Format:
    """Which of a system's tables it is.

    Raises
    ------
    TemplateError
        when it is none of them.
    """
    kinds, way = FORMATS[system]
    for kind in kinds:
        if kind.needs <= set(sheet.header):
            return kind
    needs = " or ".join(", ".join(sorted(kind.needs)) for kind in kinds)
    raise TemplateError(
        f"the template is no export of {system.capitalize()}, which has the columns {needs}: {way}"
    )


def find_column(sheet: Sheet, kind: Format, names: frozenset[str]) -> int:
    """Which column takes the marks: the one with one of these titles, ids or whole headings.

    Raises
    ------
    TemplateError
        when there is none or several; the message names those that there are.
    """
    found = {
        number: match
        for number, heading in enumerate(sheet.header)
        if (match := kind.column.fullmatch(heading.strip()))
    }
    wanted = {name.casefold().strip() for name in names}
    fitting = [
        number
        for number, match in found.items()
        if kind.fixed
        or wanted & {v.casefold().strip() for v in (match[0], *match.groupdict().values()) if v}
    ]
    if len(fitting) == 1:
        return fitting[0]
    there = "; ".join(match["title"] for match in found.values()) or "none"
    how_many = "several columns are" if fitting else "no column is"
    raise TemplateError(
        f"{how_many} named {' or '.join(sorted(names))}: choose one with --column; there are: "
        f"{there}"
    )


def worth(sheet: Sheet, kind: Format, column: int) -> float | None:
    """What the column is worth as far as the table says."""
    match = kind.column.fullmatch(sheet.header[column].strip())
    said = match.groupdict().get("points") if match else None
    for row in range(1, len(sheet.rows)):
        if sheet.value(row, 0).strip() == "Points Possible":
            said = sheet.value(row, column)
    lower = [heading.casefold() for heading in sheet.header]
    if "maximum grade" in lower and len(sheet.rows) > 1:
        said = sheet.value(1, lower.index("maximum grade"))
    return number(said or "")


def number(text: str) -> float | None:
    """A number with a decimal point or comma; ``None`` for anything else."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
