"""A course with one small exercise, whose notebooks are graded in a moment."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde import course as courses
from autograde.course import Course

COURSE = """\
title = "A small course"

[exercises.one]
title = "One number"
assignment = "numbers"
notebook = "one"
exam = "one"
max_score = 10

[exercises.one.points]
"number/there" = 4
"number/large" = 6

[exercises.one.curves]
"number/large" = [[0.0, 0.0], [100.0, 6.0]]

[exercises.one.limits]
seconds = 60

[kernel]
imports = ["numpy"]
"""
EXAM = '''\
from autograde.exam import Exam, Finding, Part


def there(answer):
    """`number()` gives a number."""
    return Finding(answer is not None, f"it gave {answer}")


def large(answer):
    """It is large."""
    return Finding(False, f"it is {answer} of 100", measure=float(answer or 0))


def ask(candidate, rng):
    return getattr(candidate.call("number"), "value", None)


EXAM = Exam(parts=(Part(ask, {"number/there": there, "number/large": large}),))
'''
SOLUTION = """\
def number():
    ### BEGIN SOLUTION
    return 100
    ### END SOLUTION"""
TEST = """\
### BEGIN HIDDEN TESTS
from autograde.grading.local import examine

examine("one", "number")
### END HIDDEN TESTS"""


def new_course(folder: Path) -> Course:
    """The course in a new folder."""
    marks = {"schema_version": 3, "task": False}
    solution = {"grade": False, "solution": True, "locked": False, "grade_id": "one-number"}
    test = {"grade": True, "solution": False, "locked": True, "grade_id": "one-test", "points": 10}
    source = new_notebook(
        cells=[
            new_code_cell(SOLUTION, id="a", metadata={"nbgrader": marks | solution}),
            new_code_cell(
                TEST,
                id="b",
                metadata={
                    "nbgrader": marks | test,
                    "autograde": {"exam": {"exercise": "one", "group": "number"}},
                },
            ),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    files = {
        "course.toml": COURSE,
        "solutions/exams/one.py": EXAM,
        "solutions/notebooks/numbers/one.ipynb": nbformat.writes(source),
        "datasets/README.md": "None.",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return courses.load(folder)


def answer(text: str) -> NotebookNode:
    """A notebook in which ``number`` is defined by ``text``."""
    marks = {"schema_version": 3, "task": False, "grade": False, "solution": True}
    marks |= {"locked": False, "grade_id": "one-number"}
    cell = new_code_cell(text, id="a", metadata={"nbgrader": marks})
    return new_notebook(cells=[cell, new_markdown_cell("My notes.", id="c")])


def hand_in(course: Course, student: str, number: object, text: str | None = None) -> None:
    """Let a student hand in a notebook, by default one that gives ``number``."""
    folder = course.submitted / student / "numbers"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(answer(text or f"def number():\n    return {number}"), folder / "one.ipynb")
