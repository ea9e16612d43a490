"""``autograde grade``: a whole class, with progress and a table at the end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from autograde.cli.app import (
    NEEDS_ATTENTION,
    Assignment,
    CourseFolder,
    app,
    choose,
    err,
    fail,
    open_course,
    out,
)
from autograde.course import Course, CourseError
from autograde.grading.result import Result


@app.command()
def grade(
    assignment: Assignment = None,
    course: CourseFolder = None,
    student: Annotated[
        list[str] | None, typer.Option("--student", "-s", help="Only this student; repeatable.")
    ] = None,
    exercise: Annotated[
        list[str] | None, typer.Option("--exercise", "-e", help="Only this exercise; repeatable.")
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the results here as well, a JSON object a line."),
    ] = None,
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe", help="Run student code as this user, with no sandbox around it."),
    ] = False,
) -> None:
    """Grade what lies in submitted/ and fill nbgrader's gradebook.

    Leaves with 0 when all is graded, 3 when some need a person's attention, 1 when the grader
    itself failed on some, 2 when it was called wrongly.

    Examples: `autograde grade`, `autograde grade -s s017 --json results.jsonl`
    """
    opened = open_course(course)
    results = grade_class(opened, choose(opened, assignment), student, exercise, unsafe)
    if json_file:
        json_file.write_text("".join(f"{r.to_json()}\n" for r in results), encoding="utf-8")
    raise typer.Exit(exit_code(results))


def grade_class(
    course: Course,
    assignment: str,
    only: Sequence[str] | None = None,
    exercises: Sequence[str] | None = None,
    unsafe: bool = False,
) -> list[Result]:
    """Grade with a progress bar and end with a table."""
    from autograde.kernel import layers
    from autograde.kernel.warm import zygote

    try:
        if not unsafe:
            layers.check()
    except layers.SandboxMissing as error:
        fail(str(error), code=1)
    if sys.platform == "linux":
        zygote(course.kernel.imports, not unsafe).warm_up()  # before importing what takes long
    from autograde.grading import classroom, gradebook, records
    from autograde.written.marks import with_marks

    here = classroom.students(course, assignment)
    if not here:
        fail(f"nothing is in {course.submitted} for {assignment!r}: run `autograde collect` first")
    for unknown in set(only or ()) - set(here):
        fail(f"student {unknown!r} handed nothing in for {assignment!r}; is the name right?")
    known = course.exercises_of(assignment)
    for unknown in set(exercises or ()) - set(known):
        fail(f"there is no exercise {unknown!r} in {assignment!r}; there are {', '.join(known)}")
    try:
        tasks = {key: classroom.prepare(course, key, unsafe) for key in exercises or known}
    except CourseError as error:
        fail(str(error), code=1)
    if unsafe:
        err.print("[bold]--unsafe:[/] student code runs as you, with your files and your network.")
    gradebook.register(course, assignment)
    results: list[Result] = []
    with _progress() as progress, gradebook.Writer(course, assignment) as writer:
        for key, task in tasks.items():
            waiting = [
                s
                for s in classroom.submissions(course, assignment, key)
                if not only or s.student in only
            ]
            bar = progress.add_task(task.exercise.title, total=len(waiting))
            for graded in classroom.grade_all(waiting, task):
                writer.write(graded)
                results.append(graded.result)
                records.add(course, assignment, graded.result)
                progress.advance(bar)
    results = sorted(with_marks(course, results), key=lambda r: (r.student, r.exercise))
    out.print(summary(results))
    return results


def exit_code(results: Sequence[Result]) -> int:
    """0 all graded, 3 some need attention, 1 the grader failed."""
    if any(result.status == "grader-fault" for result in results):
        return 1
    return NEEDS_ATTENTION if any(r.status == "needs-attention" for r in results) else 0


def summary(results: Sequence[Result]) -> Table:
    """A table of who got what, and why."""
    from autograde.feedback.pages import first_diagnosis

    table = Table(title=f"{len(results)} results")
    table.add_column("student", no_wrap=True)
    table.add_column("exercise")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("first diagnosis, or a remark")
    for r in results:
        why = first_diagnosis(r) or r.reason or ""
        table.add_row(r.student, r.exercise, f"{r.score:g}/{r.max_score:g}", r.status, why)
    return table


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=err,
        disable=not sys.stderr.isatty(),
    )
