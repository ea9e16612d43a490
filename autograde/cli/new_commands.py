"""``new exercise`` starts an exercise, ``try`` grades the answers that its author wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from autograde.cli.app import (
    Assignment,
    CourseFolder,
    app,
    choose,
    err,
    fail,
    known_exercises,
    open_course,
    out,
)
from autograde.course import CourseError, find_root

if TYPE_CHECKING:
    from autograde.grading.trying import Tried

new = typer.Typer(
    help="Start something new: an exercise.", no_args_is_help=True, rich_markup_mode="markdown"
)
app.add_typer(new, name="new")


@new.command()
def exercise(
    name: Annotated[str, typer.Argument(help="Its name in course.toml and in checks: ex4.")],
    assignment: Assignment = None,
    title: Annotated[
        str | None, typer.Option("--title", help="What students read; by default its name.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be written.")
    ] = False,
    course: CourseFolder = None,
) -> None:
    """Start an exercise: a notebook, its open check, its hidden exam, and answers to try it with.

    What is written works as it stands, and its comments say what to change. Nothing that is there
    is overwritten; `course.toml` gets a table at its end. Where the folder named with `--course`
    has no `course.toml`, a course of its own begins there.

    Examples: `autograde new exercise ex4 --assignment exercises --title "Exercise 4: scaling"`,
    `autograde new exercise ex4 -a exercises --dry-run`
    """
    from autograde.notebook import starting

    try:
        root = find_root() if course is None else course.resolve()
        if assignment is None:
            assignment = choose(open_course(root), None)
        started = starting.start(root, name, assignment, title or name)
        if not dry_run:
            started.write()
    except (CourseError, starting.CannotStart) as error:
        fail(str(error))
    except OSError as error:
        fail(
            f"{error.filename} cannot be written ({error.strerror}), so nothing is: look at its "
            "folder, free space and permissions",
            code=1,
        )
    would = "would write" if dry_run else "wrote"
    for path in (*started.files, started.course_file):
        out.print(Text(f"{would} {path.relative_to(root)}"), soft_wrap=True)
    if dry_run:
        out.print(
            Text(f"at the end of {started.course_file.name}:\n{started.table}"), soft_wrap=True
        )
    else:
        out.print(
            f"It works as it stands: `autograde release` makes the students' notebook, `autograde "
            f"try {name}` grades the two answers. Now change the notebook and its check, the exam, "
            "and the points in course.toml, in this order; their comments say how."
        )


@app.command("try")
def try_exercise(
    exercise: Annotated[
        str,
        typer.Argument(
            help="The exercise, as in course.toml: ex1.", autocompletion=known_exercises
        ),
    ],
    answer: Annotated[
        list[str] | None, typer.Argument(help="Only these answers, by the names of their files.")
    ] = None,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Run without the sandbox, where there is none.")
    ] = False,
    course: CourseFolder = None,
) -> None:
    """Grade the answers in tests/submissions/EXERCISE/ and compare with what each should get.

    They are graded as if students had handed them in, but nothing is written. Each file says in its
    head which score and diagnoses it should get; CONTRIBUTING.md explains the format.

    Leaves with 0 when all get what they should, 1 when some do not.

    Examples: `autograde try ex4`, `autograde try ex1 right_lbfgs model_two_outputs`
    """
    from autograde.cli.grading_commands import check_layers
    from autograde.grading import trying
    from autograde.notebook.corpus import CorpusError

    opened = open_course(course)
    check_layers(unsafe)
    tried: list[Tried] = []
    try:
        with err.status(f"grading the answers to {exercise}") as status:
            for one in trying.attempt(opened, exercise, answer or (), unsafe):
                tried.append(one)
                status.update(f"{len(tried)} graded, {one.answer.name} last")
    except (CourseError, CorpusError) as error:
        fail(str(error))
    tried.sort(key=lambda one: one.answer.name)
    out.print(_table(tried))
    for one in tried:
        if not one.as_expected:
            out.print(Text(f"\n{one.answer.name}: {one.answer.story}\n{one.seen}"))
    wrong = sum(not one.as_expected for one in tried)
    out.print(f"{len(tried) - wrong} of {len(tried)} answers get what they should.")
    raise typer.Exit(1 if wrong else 0)


def _table(tried: list[Tried]) -> Table:
    table = Table("", "answer")
    table.add_column("should get", justify="right")
    table.add_column("gets", justify="right")
    table.add_column("diagnoses: should be → are")
    for one in tried:
        expected, found = ", ".join(one.answer.diagnoses), ", ".join(one.diagnoses)
        said = expected if expected == found else f"{expected or 'none'} → {found or 'none'}"
        mark = "[green]✓[/]" if one.as_expected else "[red]✗[/]"
        numbers = (f"{one.answer.score:g}", f"{one.result.score:g}")
        table.add_row(mark, Text(one.answer.name), *numbers, Text(said))
    return table
