"""``autograde grade``: a whole class, with progress and a table at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
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
    known_exercises,
    known_students,
    open_course,
    out,
)
from autograde.course import Course, CourseError
from autograde.staying import for_good

if TYPE_CHECKING:
    from autograde.grading.result import Result
    from autograde.grading.settling import Change
    from autograde.grading.submission import Task

#: A table with more rows than this says less than a count.
MAX_ROWS = 60


@dataclass(frozen=True)
class Choice:
    """What ``autograde grade`` is to work on, and how.

    ``students`` and ``exercises`` are all where they are empty.
    """

    students: Sequence[str] = ()
    exercises: Sequence[str] = ()
    regrade: bool = False
    unsafe: bool = False
    scheduler: str | None = None
    workers: int | None = None


@app.command()
def grade(
    assignment: Assignment = None,
    course: CourseFolder = None,
    student: Annotated[
        list[str] | None,
        typer.Option(
            "--student",
            "-s",
            help="Only this student; repeatable.",
            autocompletion=known_students,
        ),
    ] = None,
    exercise: Annotated[
        list[str] | None,
        typer.Option(
            "--exercise",
            "-e",
            help="Only this exercise; repeatable.",
            autocompletion=known_exercises,
        ),
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Run again what has been run, too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would run, and why.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Write marks that change without asking.")
    ] = False,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the results here as well, a JSON object a line."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="The address of a Dask scheduler; by default, this PC."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Workers on this PC; by default one for each core."),
    ] = None,
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe", help="Run student code as this user, with no sandbox around it."),
    ] = False,
) -> None:
    """Grade what lies in submitted/ and fill nbgrader's gradebook.

    What has been run is not run again: after a crash or with new submissions the same command does
    what is missing, and with other points or curves in course.toml it counts anew. Marks that would
    change are listed, and written when you agree.

    Leaves with 0 when all is graded, 3 when some need a person's attention, 1 when the grader
    itself failed on some, 2 when it was called wrongly.

    Examples: `autograde grade`, `autograde grade -s s017 --json results.jsonl`,
    `autograde grade --scheduler tcp://10.0.0.1:8786`
    """
    opened = open_course(course)
    chosen = choose(opened, assignment)
    choice = Choice(student or (), exercise or (), regrade, unsafe, scheduler, workers)
    if dry_run:
        _show_plan(opened, chosen, choice)
        return
    try:
        if json_file:
            json_file.open("a").close()  # a folder could be touched
    except OSError as error:
        fail(f"{json_file} cannot be written ({error.strerror}): name another file with --json")
    statuses = grade_class(opened, chosen, choice, yes, json_file)
    raise typer.Exit(exit_code(statuses))


def grade_class(
    course: Course,
    assignment: str,
    choice: Choice = Choice(),
    yes: bool = False,
    json_file: Path | None = None,
) -> Counter[str]:
    """Grade with a progress bar and end with a table; how many results have which status."""
    from autograde.kernel.warm import zygote

    if not choice.scheduler:
        check_layers(choice.unsafe)
        if not course.ledger.exists():
            # Nothing has been run: let the zygote import while this process does.
            zygote(course.kernel.imports, not choice.unsafe).warm_up()
    with for_good():
        from autograde.grading.classroom import misplaced
        from autograde.grading.grader import Grader

    tasks, students = _tasks(course, assignment, choice)
    if choice.unsafe:
        err.print("[bold]--unsafe:[/] student code runs as you, with your files and your network.")
    ran: set[tuple[str, str]] = set()
    with _faults(), Grader(course, assignment, tasks) as grader:
        with _progress() as progress:
            bar = progress.add_task("Looking at what was handed in", total=None)
            plan = grader.plan(students, choice.regrade)
            progress.remove_task(bar)
            totals = Counter(p.exercise for p in plan)
            bars = {
                key: progress.add_task(task.exercise.title, total=totals[key])
                for key, task in tasks.items()
            }
            for done in grader.work(plan, choice.scheduler, choice.workers):
                if done.why:
                    ran.add((done.student, done.exercise))
                progress.advance(bars[done.exercise])
        waiting = bool(grader.changes) and not _agreed(grader.changes, yes)
        if grader.changes and not waiting:
            grader.confirm()
    lost = [] if choice.students else misplaced(course)
    for path in lost[:MAX_ROWS]:
        err.print(
            f"[bold]Not graded:[/] {_shown(str(path.relative_to(course.root)))} belongs into "
            f"{course.submitted.name}/STUDENT/{assignment}/; move it there and grade again."
        )
    with _faults():
        chosen = {(p.student, p.exercise) for p in plan}
        statuses = _tell(course, assignment, chosen, ran, json_file)
    if waiting or lost:
        statuses["needs-attention"] += 1
    return statuses


def exit_code(statuses: Counter[str]) -> int:
    """0 all graded, 3 some need attention, 1 the grader failed."""
    if statuses["grader-fault"]:
        return 1
    return NEEDS_ATTENTION if statuses["needs-attention"] else 0


def check_layers(unsafe: bool) -> None:
    """Leave when student code cannot be shut in, and nobody said that it need not be."""
    from autograde.kernel import layers

    try:
        if not unsafe:
            layers.check()
    except layers.SandboxMissing as error:
        fail(str(error), code=1)


def _tasks(course: Course, assignment: str, choice: Choice) -> tuple[dict[str, Task], set[str]]:
    """What it takes to grade the chosen exercises, and the chosen students."""
    from autograde.grading import classroom

    try:
        here = set(classroom.students(course, assignment))
    except CourseError as error:
        fail(str(error), code=1)
    if not here:
        fail(f"nothing is in {course.submitted} for {assignment!r}: run `autograde collect` first")
    for unknown in set(choice.students) - here:
        fail(f"student {unknown!r} handed nothing in for {assignment!r}: look at the name")
    known = course.exercises_of(assignment)
    for unknown in set(choice.exercises) - set(known):
        fail(f"there is no exercise {unknown!r} in {assignment!r}; there are: {', '.join(known)}")
    try:
        keys = choice.exercises or known
        tasks = {key: classroom.outline(course, key, choice.unsafe) for key in keys}
    except CourseError as error:
        fail(str(error), code=1)
    return tasks, set(choice.students) or here


def _show_plan(course: Course, assignment: str, choice: Choice) -> None:
    """Say what would run and why; nothing is written."""
    from autograde.grading.ledger import Ledger
    from autograde.grading.plan import plan

    tasks, students = _tasks(course, assignment, choice)
    with _faults(), Ledger(course, read_only=True) as ledger:
        planned = list(plan(course, tasks, ledger, students, choice.regrade))
    missing = [p for p in planned if p.why]
    for p in missing[:MAX_ROWS]:
        out.print(f"  {p.student} {p.exercise}: {p.why}", highlight=False, soft_wrap=True)
    if len(missing) > MAX_ROWS:
        out.print(f"  and {len(missing) - MAX_ROWS:,} more")
    for reason, count in Counter(p.why for p in missing).most_common():
        out.print(f"{count:,} would run: {reason}.", soft_wrap=True)
    keys = {p.key for p in missing}
    same = sum(p.why is None and p.key in keys for p in planned)
    if same:
        out.print(f"{same:,} handed in the same as one of these.")
    run = len(planned) - len(missing) - same
    out.print(f"{run:,} of {len(planned):,} have been run.")


def _agreed(changes: Sequence[Change], yes: bool) -> bool:
    """Show the marks that would change, and ask."""
    table = Table(title=f"{len(changes):,} marks would change, with nothing handed in since")
    table.add_column("student", no_wrap=True)
    table.add_column("exercise")
    for name in ("before", "after", "difference"):
        table.add_column(name, justify="right", no_wrap=True)
    for change in changes[:MAX_ROWS]:
        numbers = (f"{change.before:g}", f"{change.after:g}", f"{change.after - change.before:+g}")
        table.add_row(_shown(change.planned.student), change.planned.exercise, *numbers)
    out.print(table)
    if len(changes) > MAX_ROWS:
        out.print(f"and {len(changes) - MAX_ROWS:,} more")
    if yes:
        return True
    if sys.stdin.isatty():
        return typer.confirm("Write these marks?")
    out.print("None of these is written; --yes writes them.")
    return False


def _tell(
    course: Course,
    assignment: str,
    chosen: set[tuple[str, str]],
    ran: set[tuple[str, str]],
    json_file: Path | None,
) -> Counter[str]:
    """The results as a table, and as JSON lines where they are wanted."""
    from autograde.grading import records

    statuses: Counter[str] = Counter()
    rows: list[Result] = []
    with ExitStack() as stack:
        file = stack.enter_context(json_file.open("w", encoding="utf-8")) if json_file else None
        for result in records.stream(course, assignment):
            place = result.student, result.exercise
            if place not in chosen:
                continue
            statuses[result.status] += 1
            if len(chosen) <= MAX_ROWS or (result.status != "graded" and len(rows) < MAX_ROWS):
                rows.append(result)
            if file:
                file.write(f"{replace(result, cached=place not in ran).to_json()}\n")
    counts = ", ".join(f"{count:,} {status}" for status, count in statuses.most_common())
    if rows:
        out.print(_table(f"{statuses.total():,} results: {counts}", rows))
    out.print(f"{len(ran):,} ran, {len(chosen) - len(ran):,} had been run before; {counts}.")
    return statuses


def _table(title: str, results: Iterable[Result]) -> Table:
    """A table of who got what, and why."""
    from autograde.feedback.summary import first_diagnosis

    table = Table(title=title)
    table.add_column("student", no_wrap=True)
    table.add_column("exercise")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("first diagnosis, or a remark")
    for r in results:
        why = first_diagnosis(r) or r.reason or ""
        points = f"{r.score:g}/{r.max_score:g}"
        table.add_row(_shown(r.student), r.exercise, points, r.status, _shown(why))
    return table


def _shown(text: str) -> str:
    """A text as it is: neither markup nor, from a folder's name, an order to the terminal."""
    from autograde.exam.wire import one_line

    return escape(one_line(text))


@contextmanager
def _faults() -> Iterator[None]:
    """What cannot be written down ends the run, in words."""
    from autograde.grading.cluster import ClusterError
    from autograde.grading.gradebook import GradebookError
    from autograde.grading.ledger import LedgerError

    try:
        yield
    except (ClusterError, CourseError, GradebookError, LedgerError) as error:
        fail(str(error), code=1)
    except OSError as error:
        place = error.filename or "a file"
        fail(
            f"{place} cannot be used ({error.strerror}): look at free space and permissions, then "
            "run the same command again; what is graded is kept",
            code=1,
        )
    except KeyboardInterrupt:
        fail("stopped; what was graded is kept, and the same command goes on from there", code=130)


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
