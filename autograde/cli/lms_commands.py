"""From the learning-management system and back to it: ``collect`` and ``export``."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograde.cli.app import (
    NEEDS_ATTENTION,
    Assignment,
    CourseFolder,
    app,
    choose,
    fail,
    known_exercises,
    known_students,
    many,
    no_file,
    open_course,
    out,
    results_needed,
)

if TYPE_CHECKING:
    from autograde.lms.filling import Filled
    from autograde.lms.marks import Marks
    from autograde.lms.taking import Sorted

SHOWN = 20


class System(StrEnum):
    """The learning-management systems whose tables can be filled in."""

    blackboard = "blackboard"
    canvas = "canvas"
    moodle = "moodle"


@app.command()
def collect(
    archive: Annotated[
        Path,
        typer.Argument(
            help="The download of all submissions from Blackboard, Canvas or Moodle: the zip file, "
            "or the folder to which it was unpacked."
        ),
    ],
    assignment: Assignment = None,
    course: CourseFolder = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done with each file.")
    ] = False,
) -> None:
    """Sort an archive of submissions into submitted/STUDENT/ASSIGNMENT/.

    Each student's last attempt counts, of those before the `cut_off` in course.toml if there are
    any; what it replaces is kept beside it. Zip files among the uploads are opened, renamed
    notebooks are known by their cells. What was done with each file, and why, is written to
    reports/ASSIGNMENT/collected-TIME.csv.

    Students are called as the archive calls them: by user name in Blackboard, by number in Canvas
    and Moodle. With a `roster.csv` in the course folder they get its `id`: its columns are
    `id,first_name,last_name,email,lms_user_id,group`, all but `id` may be missing. `lms_user_id` is
    the user name or number in the archive, `group` the name of the group that hands in together.
    `nbgrader db student import` takes the same file.

    Leaves with 0 when all is sorted, 3 when a person should look at some files, 1 when the archive
    cannot be used.

    Examples: `autograde collect gradebook_exercises.zip`, `autograde collect submissions.zip
    --dry-run`
    """
    from autograde.lms import collecting
    from autograde.lms.archive import ArchiveError
    from autograde.lms.roster import RosterError

    opened = open_course(course)
    chosen = choose(opened, assignment)
    try:
        files = collecting.collect(opened, chosen, archive, dry_run)
        listed = None if dry_run else collecting.write_list(opened, chosen, files)
    except (ArchiveError, RosterError) as error:
        fail(str(error), code=1)
    except OSError as error:
        no_file(error)
    _tell_files(files, dry_run)
    if listed:
        out.print(f"each file and what became of it: {listed}", soft_wrap=True)
    if any(file.look for file in files):
        raise typer.Exit(NEEDS_ATTENTION)


@app.command()
def export(
    target: Annotated[
        Path | None,
        typer.Argument(help="The file to write; by default reports/ASSIGNMENT/grades.csv."),
    ] = None,
    assignment: Assignment = None,
    course: CourseFolder = None,
    to: Annotated[
        System | None, typer.Option(help="Fill in a table for this learning-management system.")
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(help="The table as it was downloaded from there; it stays as it is."),
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="The column of the marks, by its title or its number there.")
    ] = None,
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            "-e",
            help="Only this exercise; else all together.",
            autocompletion=known_exercises,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave this student out; repeatable.", autocompletion=known_students),
    ] = None,
    zeros: Annotated[
        bool, typer.Option("--zeros", help="Write 0 for those who handed nothing in.")
    ] = False,
    as_they_stand: Annotated[
        bool,
        typer.Option("--as-they-stand", help="Export what still needs a person, too."),
    ] = False,
) -> None:
    """Write the marks as a CSV table, or fill them into one from Blackboard, Canvas or Moodle.

    With `--to`, download the table of marks from there and name it with `--template`. What comes
    out is the same table with our column filled in, ready to be uploaded: Blackboard's and Canvas's
    gradebook, Moodle's grading worksheet or its gradebook as CSV. Students are found by id, e-mail
    address, or `lms_user_id` in `roster.csv` (see `autograde collect --help`). When somebody
    cannot be found, nothing is written, unless you leave them out with `--without`. Who handed
    nothing in keeps an empty cell, and so does, with a message, whose result still needs a person.

    What was in the file before is kept as FILE.before-1. Leaves with 0 when all marks are written,
    3 when some are not yet, 1 when the template does not fit.

    Examples: `autograde export grades.csv`, `autograde export --to canvas --template canvas.csv`,
    `autograde export --to moodle --template Grades.csv -e ex1 --zeros`
    """
    from autograde.grading import records
    from autograde.lms import backup, filling, formats, marks, roster

    opened = open_course(course)
    chosen = choose(opened, assignment)
    known = opened.exercises_of(chosen)
    if exercise and exercise not in known:
        fail(f"there is no exercise {exercise!r} in {chosen!r}; there are: {', '.join(known)}")
    with results_needed():
        results = records.load(opened, chosen)
    for unknown in set(without or ()) - {result.student for result in results}:
        fail(f"nothing of student {unknown!r} is graded; is the name right?")
    results = [r for r in results if r.exercise == (exercise or r.exercise)]
    results = [r for r in results if r.student not in (without or ())]
    if to is None:
        if template or column or zeros or as_they_stand:
            fail(f"for which system? Add --to {', --to '.join(System)}")
        path = target or records.folder(opened, chosen) / "grades.csv"
        with results_needed():
            _tell_path(path, marks.write_csv(results, path))
        return
    names = {column or exercise or chosen}
    if exercise and not column:
        # "Exercise 1: logistic regression" is called "Exercise 1" for short.
        title = known[exercise].title
        names |= {title, title.partition(":")[0]}
    table, suffix = _template(to, template)
    try:
        found = marks.collected(opened, chosen, results, exercise, as_they_stand)
        theirs = roster.load(opened.root)
        filled = filling.fill(table, to, found, theirs, frozenset(names), zeros)
    except (marks.NotGraded, formats.TemplateError, roster.RosterError) as error:
        fail(str(error), code=1)
    _tell_marks(found, filled, zeros)
    path = target or records.folder(opened, chosen) / f"grades-{to}{suffix}"
    with results_needed():
        _tell_path(path, backup.write(path, filled.content))
    if found.waiting or filled.kept:
        raise typer.Exit(NEEDS_ATTENTION)


def _template(to: System, path: Path | None) -> tuple[bytes, str]:
    """The table that is to be filled in, and the ending of its name."""
    from autograde.lms import formats

    way = formats.FORMATS[to][1]
    if path is None:
        fail(f"name the table that is to be filled in with --template; to get it, {way}")
    try:
        return path.read_bytes(), path.suffix
    except OSError as error:
        fail(f"{path} cannot be read ({error.strerror}); to get it, {way}")


def _tell_files(files: list[Sorted], dry_run: bool) -> None:
    """Each file that a person should look at; the others in numbers, or in a dry run all."""
    from autograde.lms import collecting, taking

    counted = Counter(f.reason for f in files if not f.look and f.reason != taking.TAKEN)
    for file in files:
        if file.look or dry_run:
            what = f"{file.target}: {file.reason}" if file.target else file.reason
            whose = f"{file.student}: " if file.student else ""
            _say(f"  {whose}{file.name}: {what}")
    for reason, count in counted.most_common() if not dry_run else ():
        _say(f"  {count} × {reason}")
    taken = sum(file.taken for file in files)
    looks = sum(file.look for file in files)
    would = "would be " if dry_run else ""
    of_whom = f"of {many(len(collecting.students(files)), 'student')}"
    look = f"; {looks} to look at" if looks else ""
    out.print(f"{taken} of {len(files)} files {would}taken, {of_whom}{look}.")


def _tell_marks(marks: Marks, filled: Filled, zeros: bool) -> None:
    for student, before, now in filled.changed:
        _say(f"  {student}: {before} there becomes {now}")
    for student, why in (marks.waiting | filled.kept).items():
        _say(f"  {student} gets no mark: {why}")
    if filled.others:
        names = ", ".join(filled.others[:SHOWN]) + (" …" if len(filled.others) > SHOWN else "")
        what = "0 where there was no mark" if zeros else "left as it is"
        _say(f"  {len(filled.others)} in the table handed nothing in, {what}: {names}")
    _say(f"{many(filled.written, 'mark')} in {filled.column!r}, of {marks.worth:g} points.")


def _tell_path(path: Path, kept: Path | None) -> None:
    before = f" (what it held before: {kept.name})" if kept else ""
    out.print(f"marks: {path}{before}", soft_wrap=True, highlight=False)


def _say(line: str) -> None:
    """A line with names in it that somebody else chose."""
    out.print(Text(line), soft_wrap=True)
