"""All commands, and what they have in common: the course they work on and how they fail."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from autograde import course as courses
from autograde.course import Course, CourseError

app = typer.Typer(
    help="Release a notebook course, grade a class and hand back feedback.\n\n"
    "The usual order: release, collect, grade, feedback, report, export. "
    "`autograde demo` shows all of it on a sample class.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)

USAGE, NEEDS_ATTENTION = 2, 3

CourseFolder = Annotated[
    Path | None,
    typer.Option("--course", help="The course folder; by default the nearest with a course.toml."),
]
Assignment = Annotated[
    str | None,
    typer.Option("--assignment", "-a", help="The assignment; needed only where there are several."),
]


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Say what is wrong and what to do, and leave."""
    err.print(f"[bold red]error:[/] {message}", highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def open_course(folder: Path | None) -> Course:
    """The course to work on."""
    try:
        return courses.load(courses.find_root() if folder is None else folder.resolve())
    except CourseError as error:
        fail(str(error))


def choose(course: Course, assignment: str | None) -> str:
    """The assignment to work on: the only one there is, or the one that was named."""
    known = course.assignments
    if assignment is None and len(known) == 1:
        return known[0]
    if assignment not in known:
        named = f"there is no assignment {assignment!r}" if assignment else "which assignment?"
        fail(f"{named}; choose one of {', '.join(known)} with --assignment")
    return assignment


@contextlib.contextmanager
def results_needed() -> Iterator[None]:
    """Say what to do when nothing is graded yet."""
    from autograde.grading import records

    try:
        yield
    except records.NoResults as error:
        fail(str(error))


from autograde.cli import (  # noqa: E402  (they register themselves)
    course_commands,
    grading_commands,
    lms_commands,
    marking_commands,
    report_commands,
)

__all__ = [
    "app",
    "course_commands",
    "grading_commands",
    "lms_commands",
    "marking_commands",
    "report_commands",
]
