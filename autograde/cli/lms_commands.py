"""From the learning-management system and back to it: ``collect`` and ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograde.cli.app import (
    Assignment,
    CourseFolder,
    app,
    choose,
    fail,
    open_course,
    out,
    results_needed,
)


@app.command()
def collect(
    archive: Annotated[Path, typer.Argument(help="Blackboard's bulk download, a zip file.")],
    assignment: Assignment = None,
    course: CourseFolder = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done with each file.")
    ] = False,
) -> None:
    """Sort an archive of submissions into submitted/STUDENT/ASSIGNMENT/.

    Each student's last attempt counts; what it replaces is kept beside it. Every file that is left
    aside is named, with the reason.

    Example: `autograde collect gradebook_exercises.zip`
    """
    from autograde.lms import archive as archives
    from autograde.lms import collecting

    opened = open_course(course)
    try:
        files = collecting.collect(opened, choose(opened, assignment), archive, dry_run)
    except archives.ArchiveError as error:
        fail(str(error), code=1)
    for file in files:
        if not file.taken or file.reason != "taken":
            out.print(f"  {file.name}: {file.reason}", highlight=False, soft_wrap=True)
    taken = sum(file.taken for file in files)
    would = "would be " if dry_run else ""
    out.print(
        f"{taken} of {len(files)} files {would}taken, from "
        f"{len(collecting.students(files))} students."
    )


@app.command()
def export(
    target: Annotated[
        Path | None, typer.Argument(help="The CSV file; by default reports/ASSIGNMENT/grades.csv.")
    ] = None,
    assignment: Assignment = None,
    course: CourseFolder = None,
) -> None:
    """Write the marks as a CSV table.

    Example: `autograde export grades.csv`
    """
    from autograde.grading import records
    from autograde.lms import marks

    opened = open_course(course)
    chosen = choose(opened, assignment)
    path = target or records.folder(opened, chosen) / "grades.csv"
    with results_needed():
        marks.write_csv(records.load(opened, chosen), path)
        out.print(f"marks: {path}", soft_wrap=True)
