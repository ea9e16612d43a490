"""All commands, and what they have in common: the course they work on and how they fail."""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from autograde import course as courses
from autograde.course import Course, CourseError

#: As they are needed in a term.
ORDER = (
    *("lab", "doctor", "check", "new", "try", "release", "collect", "grade", "mark", "feedback"),
    *("report", "export", "demo"),
)


class _InOrder(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    cls=_InOrder,
    help="Release a notebook course, grade a class and hand back feedback.\n\n"
    "The usual order: release, collect, grade, mark, feedback, report, export. "
    "`autograde demo` shows all of it on a sample class.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)

USAGE, NEEDS_ATTENTION = 2, 3


def _course(context: typer.Context) -> Course | None:
    """The course whose names complete what is typed; a shell is told of no error."""
    folder = context.params.get("course")
    try:
        return courses.load(Path(folder) if folder else courses.find_root())
    except CourseError:
        return None


def known_assignments(context: typer.Context) -> list[str]:
    """Complete the name of an assignment."""
    course = _course(context)
    return list(course.assignments) if course else []


def known_exercises(context: typer.Context) -> list[str]:
    """Complete the name of an exercise."""
    course = _course(context)
    return list(course.exercises) if course else []


def known_questions(context: typer.Context) -> list[str]:
    """Complete the name of a question of the exercise that was named before."""
    course = _course(context)
    exercises = course.exercises if course else {}
    # While an option waits for its value, the arguments before it are not yet told apart.
    return [name for key in context.args if key in exercises for name in exercises[key].points]


def known_students(context: typer.Context) -> list[str]:
    """Complete the name of a student who handed something in."""
    course = _course(context)
    return sorted(path.name for path in course.submitted.glob("*")) if course else []


CourseFolder = Annotated[
    Path | None,
    typer.Option("--course", help="The course folder; by default the nearest with a course.toml."),
]
Assignment = Annotated[
    str | None,
    typer.Option(
        "--assignment",
        "-a",
        help="The assignment; needed only where there are several.",
        autocompletion=known_assignments,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the same as JSON, for other tools.")]


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Say what is wrong and what to do, and leave."""
    told = f"error: {message}"
    text = Text(_wrapped(told, err.width) if err.is_terminal else told)
    text.stylize("bold red", 0, len("error:"))
    err.print(text, soft_wrap=True)
    raise typer.Exit(code)


def _wrapped(text: str, width: int) -> str:
    """``text`` in lines of whole words; a path stays whole, so that it can be copied."""
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrapper.fill(line) for line in text.splitlines())


def open_course(folder: Path | None) -> Course:
    """The course to work on."""
    try:
        return courses.load(courses.find_root() if folder is None else folder.resolve())
    except CourseError as error:
        fail(str(error))


def many(count: int, what: str) -> str:
    """``1 mark``, ``2 marks``."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def choose(course: Course, assignment: str | None) -> str:
    """The assignment to work on: the only one there is, or the one that was named."""
    known = course.assignments
    if assignment is None and len(known) == 1:
        return known[0]
    if assignment not in known:
        named = f"there is no assignment {assignment!r}." if assignment else "which assignment?"
        fail(f"{named} Choose one of {', '.join(known)} with --assignment")
    return assignment


@contextlib.contextmanager
def results_needed() -> Iterator[None]:
    """Say what to do when nothing is graded yet, or it cannot be read or written down."""
    from autograde.grading.gradebook import GradebookError
    from autograde.grading.ledger import LedgerError
    from autograde.grading.records import NoResults

    try:
        yield
    except NoResults as error:
        fail(str(error))
    except (CourseError, GradebookError, LedgerError) as error:
        fail(str(error), code=1)
    except OSError as error:
        no_file(error)


def no_file(error: OSError) -> NoReturn:
    """Say which file it is that cannot be read or written, and leave."""
    fail(
        f"{error.filename or 'a file'} cannot be used ({error.strerror}): look at its folder, free "
        "space and permissions",
        code=1,
    )


from autograde.cli import (  # noqa: E402  (they register themselves)
    course_commands,
    grading_commands,
    lab_command,
    lms_commands,
    marking_commands,
    new_commands,
    report_commands,
)

__all__ = [
    "app",
    "course_commands",
    "grading_commands",
    "lab_command",
    "lms_commands",
    "marking_commands",
    "new_commands",
    "report_commands",
]
