"""Write the pages: what each student reads, and what the instructor reads about the class."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from os.path import relpath
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from pygments.formatters import HtmlFormatter

from autograde.course import Course, Exercise
from autograde.exam.diagnoses.catalogue import CATALOGUE
from autograde.feedback import charts, summary
from autograde.feedback.cells import CellView, views
from autograde.grading import records
from autograde.grading.lateness import UNKNOWN
from autograde.grading.result import Result
from autograde.notebook.release import HideMarkSchemes
from autograde.similarity.own_code import given_code, own_code
from autograde.similarity.pairs import NONE, Alike, Ints, alike, passages

#: Hears what is being done, how much of it is done, and of how much.
Tell = Callable[[str, int, int], None]


def _code(text: str) -> Markup:
    """Backquotes become <code>."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )


def _allowed(text: str) -> str:
    """What a content security policy says to allow exactly this style or script."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_pages = Environment(
    loader=PackageLoader("autograde.feedback"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.filters["code"] = _code
_pages.filters["allowed"] = _allowed
_pages.filters["number"] = lambda value: f"{value:g}"
_pages.globals["symbols"] = {True: "✓", False: "✗", None: "?"}
_pages.globals["words"] = {True: "passed", False: "not passed", None: "undecided"}
_pages.globals["catalogue"] = CATALOGUE


def _silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def write_student_pages(course: Course, assignment: str, tell: Tell = _silent) -> list[Path]:
    """One page for each student with results; returns the files."""
    everybody = summary.students(records.load(course, assignment))
    folder = records.folder(course, assignment) / "students"
    folder.mkdir(parents=True, exist_ok=True)
    highlighting = HtmlFormatter(style="default").get_style_defs(".highlight")
    written = []
    for number, student in enumerate(everybody, start=1):
        exercises = [_shown(course, result) for result in student.results.values()]
        path = folder / f"{student.name}.html"
        values = {"course": course, "student": student.name, "exercises": exercises}
        written.append(_write(path, "student.html.jinja", **values, highlighting=highlighting))
        tell("pages", number, len(everybody))
    return written


def write_class_page(course: Course, assignment: str, tell: Tell = _silent) -> Path:
    """The index: what to teach again, who needs a person, scores, lateness, answers alike."""
    results = records.load(course, assignment)
    folder = records.folder(course, assignment)
    folder.mkdir(parents=True, exist_ok=True)
    exercises = course.exercises_of(assignment)
    by_exercise = {
        key: own for key in exercises if (own := [r for r in results if r.exercise == key])
    }
    everybody = summary.students(results)
    top = sum(exercises[key].max_score for key in by_exercise)
    whole = summary.spread([student.score for student in everybody], top)
    given = passages(given_code(course))
    return _write(
        folder / "index.html",
        "class.html.jinja",
        course=course,
        assignment=assignment,
        now=datetime.now().astimezone(),
        exercises={key: exercises[key] for key in by_exercise},
        everybody=everybody,
        whole=whole,
        spreads={k: _spread(course, k, own) for k, own in by_exercise.items()},
        criteria={k: summary.criteria(own) for k, own in by_exercise.items()},
        scatters={k: _scatters(course, k, own) for k, own in by_exercise.items()},
        measured={k: summary.measured(exercises[k]) for k in by_exercise},
        measure=summary.measure,
        misunderstandings=summary.misunderstandings(results),
        attention=summary.attention(results),
        late=[r for r in results if r.late and r.late != UNKNOWN],
        unknown=sum(r.late == UNKNOWN for r in results),
        alike={k: _alike(course, k, own, given, tell) for k, own in by_exercise.items()},
        histogram=charts.histogram,
        link=lambda name: f"students/{quote(name)}.html",
        lecture=lambda place: _lecture(course, folder, place),
    )


def _spread(course: Course, key: str, results: Sequence[Result]) -> summary.Spread:
    return summary.spread([r.score for r in results], course.exercises[key].max_score)


def _scatters(course: Course, key: str, results: Sequence[Result]) -> dict[str, charts.Scatter]:
    """Each measure of an exercise against the seconds, where something was measured."""
    found = {}
    for name in summary.measured(course.exercises[key]):
        points = [(r.seconds, m) for r in results if (m := summary.measure(r, name)) is not None]
        if points:
            found[name] = charts.scatter(*zip(*points, strict=True))
    return found


def _alike(course: Course, key: str, results: Sequence[Result], given: Ints, tell: Tell) -> Alike:
    """Answers in code that look alike; written ones are grouped by ``autograde mark``."""
    exercise = course.exercises[key]
    if not exercise.exam:
        return NONE
    total = len(results)
    answers = {}
    for student, code in own_code(course, exercise, (r.student for r in results)):
        answers[student] = code
        tell(f"reading answers to {key}", len(answers), total)
    return alike(answers, given, lambda done: tell(f"comparing answers to {key}", done, total))


def _lecture(course: Course, folder: Path, place: str) -> dict[str, str]:
    """Where a page in ``folder`` finds ``lecture/01_tensors#10 · Device``, and how it is called."""
    notebook, mark, section = place.partition("#")
    section = section.replace("`", "")
    path = Path(relpath(course.released / f"{notebook}.ipynb", folder)).as_posix()
    # Jupyter's anchors have no spaces.
    target = quote(path) + mark + quote(section.replace(" ", "-"))
    return {"target": target, "notebook": notebook, "section": section}


def _shown(course: Course, result: Result) -> tuple[Exercise, Result, list[CellView]]:
    """A result with the cells below it, or with a remark where they cannot be shown."""
    exercise = course.exercises[result.exercise]
    path = course.autograded / result.student / result.assignment / f"{exercise.notebook}.ipynb"
    if not path.is_file():
        return exercise, result, []
    content = path.read_bytes().decode(errors="replace")
    try:
        return exercise, result, _cells(content)
    except Exception:  # nbformat meets a file that was cut off with any exception
        told = f"{path.name} was damaged after it had been graded, and is not shown."
        reason = " ".join(filter(None, [result.reason, told]))
        return exercise, replace(result, reason=reason), []


def _cells(content: str) -> list[CellView]:
    notebook, _ = HideMarkSchemes().preprocess(nbformat.reads(content, as_version=4), {})
    return views(notebook)


def _write(path: Path, template: str, **values: Any) -> Path:
    path.write_text(_pages.get_template(template).render(**values), encoding="utf-8")
    return path
