"""What comes back: ``feedback`` for students, ``report`` for their instructor."""

from __future__ import annotations

from autograde.cli.app import (
    Assignment,
    CourseFolder,
    app,
    choose,
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
    with results_needed():
        written = pages.write_student_pages(opened, choose(opened, assignment))
        out.print(f"{len(written)} pages in {written[0].parent}", soft_wrap=True)


@app.command()
def report(assignment: Assignment = None, course: CourseFolder = None) -> None:
    """Write the page about the class: scores, what to teach again, who needs a person.

    Example: `autograde report`
    """
    from autograde.feedback import pages

    opened = open_course(course)
    with results_needed():
        page = pages.write_class_page(opened, choose(opened, assignment))
        out.print(f"class report: {page}", soft_wrap=True)
