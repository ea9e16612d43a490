"""Write the pages: what each student reads, and what the instructor reads about the class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean, median
from urllib.parse import quote

import nbformat
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from pygments.formatters import HtmlFormatter

from autograde.course import Course
from autograde.exam.diagnoses.catalogue import CATALOGUE
from autograde.feedback.cells import CellView, views
from autograde.grading import records
from autograde.grading.result import Result
from autograde.notebook.release import HideMarkSchemes


def _code(text: str) -> Markup:
    """Backquotes become <code>."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )


_pages = Environment(
    loader=PackageLoader("autograde.feedback"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.filters["code"] = _code
_pages.filters["number"] = lambda value: f"{value:g}"
_pages.globals["symbols"] = {True: "✓", False: "✗", None: "?"}
_pages.globals["words"] = {True: "passed", False: "not passed", None: "undecided"}
_pages.globals["catalogue"] = CATALOGUE


def write_student_pages(course: Course, assignment: str) -> list[Path]:
    """One page for each student with results; returns the files."""
    results = records.load(course, assignment)
    folder = records.folder(course, assignment) / "students"
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(
            folder / f"{student}.html",
            "student.html.jinja",
            course=course,
            student=student,
            exercises=[
                (course.exercises[r.exercise], r, _cells(course, r))
                for r in results
                if r.student == student
            ],
            highlighting=HtmlFormatter(style="default").get_style_defs(".highlight"),
        )
        for student in dict.fromkeys(result.student for result in results)
    ]


def write_class_page(course: Course, assignment: str) -> Path:
    """The index: everybody's score, what went wrong most, who needs a person."""
    results = records.load(course, assignment)
    return _write(
        records.folder(course, assignment) / "index.html",
        "class.html.jinja",
        course=course,
        assignment=assignment,
        exercises=[
            (exercise, own, _summary(own), _diagnoses(own))
            for key, exercise in course.exercises_of(assignment).items()
            if (own := [result for result in results if result.exercise == key])
        ],
        attention=[result for result in results if result.status != "graded"],
        link=quote,
        first_diagnosis=first_diagnosis,
    )


def first_diagnosis(result: Result) -> str:
    """The first misunderstanding that a result names, or nothing."""
    return next((v.diagnosis for v in result.criteria if v.diagnosis), "")


def _summary(results: Sequence[Result]) -> dict[str, float | list[tuple[str, int]]]:
    scores = [result.score for result in results]
    top = results[0].max_score
    bins = Counter(min(int(10 * score / top), 9) for score in scores)
    labels = [f"{top * i / 10:g}–{top * (i + 1) / 10:g}" for i in range(10)]
    return {
        "count": len(scores),
        "mean": round(mean(scores), 1),
        "median": round(median(scores), 1),
        "bins": [(labels[i], bins[i]) for i in range(10)],
    }


def _diagnoses(results: Iterable[Result]) -> list[tuple[str, int]]:
    """How many students each misunderstanding was found with."""
    found = Counter(
        slug for r in results for slug in {v.diagnosis for v in r.criteria if v.diagnosis}
    )
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _cells(course: Course, result: Result) -> list[CellView]:
    exercise = course.exercises[result.exercise]
    path = course.autograded / result.student / result.assignment / f"{exercise.notebook}.ipynb"
    if not path.is_file():
        return []
    notebook, _ = HideMarkSchemes().preprocess(nbformat.read(path, as_version=4), {})
    return views(notebook)


def _write(path: Path, template: str, **values: object) -> Path:
    path.write_text(_pages.get_template(template).render(**values), encoding="utf-8")
    return path
