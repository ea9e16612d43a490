"""What comes back: ``feedback`` for students, ``report`` for their instructor."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from rich.progress import Progress, TaskID

from autograde.cli.app import (
    Assignment,
    CourseFolder,
    app,
    choose,
    err,
    open_course,
    out,
    results_needed,
)


@app.command()
def feedback(assignment: Assignment = None, course: CourseFolder = None) -> None:
    """Write a page for each student: score, each criterion, one next step, their notebook.

    Example: `autograde feedback`
    """
    from autograde.feedback import pages

    opened = open_course(course)
    with results_needed(), _bars() as tell:
        written = pages.write_student_pages(opened, choose(opened, assignment), tell)
    out.print(f"{len(written)} pages in {written[0].parent}", soft_wrap=True)


@app.command()
def report(assignment: Assignment = None, course: CourseFolder = None) -> None:
    """Write the page about the class: what to teach again, who needs a person, scores, lateness.

    It also compares what students wrote and shows answers that look alike, side by side, for a
    person to judge. The page is one file that needs no network.

    Example: `autograde report`
    """
    from autograde.feedback import pages

    opened = open_course(course)
    with results_needed(), _bars() as tell:
        page = pages.write_class_page(opened, choose(opened, assignment), tell)
    out.print(f"class report: {page}", soft_wrap=True)


@contextlib.contextmanager
def _bars() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar for each kind of work, where somebody is watching."""
    bars: dict[str, TaskID] = {}
    with Progress(console=err, disable=not sys.stderr.isatty()) as progress:

        def tell(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=total)
            progress.update(bars[what], completed=done)

        yield tell
