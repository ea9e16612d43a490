"""A student's page: what they read, and that nothing of theirs runs in it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograde import course as courses
from autograde.exam import Verdict
from autograde.feedback import pages
from autograde.feedback.cells import views
from autograde.grading import records
from autograde.grading.result import Result, Status

ROOT = Path(__file__).parents[2]
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='http://evil.example'><input name=a></form>",
    "<style>body{display:none}</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "</pre></div><script>alert(1)</script>",
]

Graded = Callable[..., None]

pytestmark = pytest.mark.grader


def outputs(text: str) -> list[nbformat.NotebookNode]:
    return [
        new_output("display_data", {"text/html": text}),
        new_output("display_data", {"image/svg+xml": text}),
        new_output("display_data", {"image/png": f"' onerror='alert(1) {text}"}),
        new_output("execute_result", {"text/plain": text}),
        new_output("execute_result", {"application/javascript": text}),
        new_output("stream", text=text),
        new_output("error", ename="E", evalue=text, traceback=[text]),
    ]


def runs_something(html: str) -> list[str]:
    """Live tags and attributes that could run or fetch something."""
    tags = re.findall(r"<[a-zA-Z][^>]*>", html)
    bad = re.compile(
        r"<(script|iframe|form|object|embed|style|link|meta|svg)\b|\son\w+\s*=|javascript:"
    )
    return [tag for tag in tags if bad.search(tag)]


@pytest.mark.parametrize("text", SCRIPTS)
def test_no_script_of_a_student_s_survives(text: str) -> None:
    notebook = new_notebook(
        cells=[
            new_markdown_cell(text),
            new_markdown_cell(f"[x](javascript:alert(1)) {text}"),
            new_code_cell(text, outputs=outputs(text)),
            nbformat.v4.new_raw_cell(text),
        ]
    )
    for view in views(notebook):
        assert runs_something(view.html) == []
        assert [runs_something(output) for output in view.outputs] == [[]] * len(view.outputs)


def test_what_would_take_minutes_to_look_through_is_shown_as_text() -> None:
    reopened = "".join(f"<font color={number}><p>" for number in range(5000))
    (view,) = views(new_notebook(cells=[new_code_cell("", outputs=outputs(reopened))]))
    assert any("&lt;font color=1&gt;&lt;p&gt;" in output for output in view.outputs)
    assert not any("<font" in output for output in view.outputs)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a" + " " * 200_000 + "b", "cut here"),
        ("a" + " " * 19_000 + "b", "<p>a"),
        ("\\\\[" * 6_000, "<pre>"),
        ("![my plot](attachment:plot.png)", "[picture: plot.png]"),
    ],
)
def test_no_text_stops_or_holds_up_a_page(text: str, shown: str) -> None:
    (view,) = views(new_notebook(cells=[new_markdown_cell(text)]))
    assert shown in view.html


@pytest.mark.parametrize(
    "html",
    ["<div>" * 400_000, "<ul><li>" * 40_000, "<div>" * 60_000 + "</p>" * 60_000],
)
def test_no_output_holds_up_a_page(html: str) -> None:
    output = new_output("display_data", data={"text/html": html})
    (view,) = views(new_notebook(cells=[new_code_cell("1", outputs=[output])]))
    assert "<pre>&lt;" in view.outputs[0]


def test_a_page_is_made_beautiful_as_far_as_that_takes_seconds() -> None:
    code = "x = '" + "\\N{" * 5_000
    page = views(new_notebook(cells=[new_code_cell(code) for _ in range(100)]))
    assert "highlight" in page[0].html
    assert page[-1].html.startswith("<pre>")


def test_colours_are_shown_as_far_as_that_takes_seconds() -> None:
    page = views(new_notebook(cells=[new_markdown_cell("\x1b[1mx" * 5_000) for _ in range(300)]))
    assert "ansi-bold" in page[0].html
    assert "ansi-bold" not in page[-1].html
    assert "xxx" in page[-1].html and "cut here" in page[-1].html


def test_a_tag_with_very_many_attributes_is_shown_as_text() -> None:
    names = " ".join(f"a{number}" for number in range(100_000))
    output = new_output("display_data", data={"text/html": f"<a {names}>more</a>"})
    few = new_output("display_data", data={"text/html": "<a title='t' href='https://x.org'>m</a>"})
    (view,) = views(new_notebook(cells=[new_code_cell("1", outputs=[output, few])]))
    assert "<pre>&lt;a a0 a1" in view.outputs[0]
    assert 'href="https://x.org"' in view.outputs[1]


def test_a_long_raw_cell_is_cut() -> None:
    (view,) = views(new_notebook(cells=[nbformat.v4.new_raw_cell("<" * 1_000_000)]))
    assert "cut here" in view.html and len(view.html) < 100_000


@pytest.mark.parametrize("colour", ["\x1b[38m", "\x1b[31;48m", "\x1b[38;5m", "\x1b[48;2;1m"])
def test_a_colour_that_was_cut_in_two_is_left_out(colour: str) -> None:
    output = new_output("stream", text=f"{colour}red <b>")
    (view,) = views(new_notebook(cells=[new_code_cell("1", outputs=[output])]))
    assert "red &lt;b&gt;" in view.outputs[0]


@pytest.mark.parametrize("gap", ["\t\n", " \n", "\n", "    "])
def test_no_code_holds_up_a_page(gap: str) -> None:
    (view,) = views(new_notebook(cells=[new_code_cell(gap * 40_000 + "1")]))
    assert view.html


@pytest.fixture
def course(tmp_path: Path) -> courses.Course:
    for part in ("course.toml", "solutions"):
        (tmp_path / part).symlink_to(ROOT / part)
    return courses.load(tmp_path)


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch) -> Graded:
    """Say what the results of the class are."""

    def results(*found: Result) -> None:
        monkeypatch.setattr(records, "load", lambda course, assignment: list(found))

    return results


def result(student: str, status: Status = "graded", reason: str | None = None) -> Result:
    exercise = courses.load(ROOT).exercises["ex1"]
    verdicts = [
        Verdict(name, f"Title of `{name}`", worth, worth, True, None, "Seen.")
        for name, worth in exercise.points.items()
    ]
    lost = Verdict(
        "training/gradients",
        "Every step uses its own gradient.",
        0.0,
        exercise.points["training/gradients"],
        False,
        "no-zero-grad",
        "In 299 of 300 passes <b>old</b> gradients were added. Call `optimizer.zero_grad()`.",
    )
    criteria = tuple(lost if verdict.id == lost.id else verdict for verdict in verdicts)
    return Result(student, "exercises", "ex1", 50.0, status, True, 1.5, reason, criteria)


def test_a_student_reads_score_criteria_cause_and_next_step(
    course: courses.Course, graded: Graded
) -> None:
    graded(result("s001"))
    folder = course.autograded / "s001" / "exercises"
    folder.mkdir(parents=True)
    cell = new_code_cell("fit(", outputs=[new_output("stream", text="my output")])
    nbformat.write(new_notebook(cells=[cell]), folder / "ex1_logistic_regression.ipynb")
    (page,) = pages.write_student_pages(course, "exercises")
    html = page.read_text(encoding="utf-8")
    worth = course.exercises["ex1"].points["training/gradients"]
    assert f'<span class="score">{50 - worth:g}</span> of 50 points' in html
    assert "no-zero-grad" in html
    assert "<code>optimizer.zero_grad()</code>" in html
    assert "&lt;b&gt;old&lt;/b&gt;" in html
    assert "my output" in html
    assert "default-src 'none'" in html
    assert "passed: " in html and "not passed: " in html


@pytest.mark.parametrize("content", [b"", b'{"cells": [{"cell_type', b"[]", b"{}", b"\xff"])
def test_a_damaged_notebook_is_named_on_its_page_and_holds_up_no_other(
    course: courses.Course, graded: Graded, content: bytes
) -> None:
    graded(result("s001", reason="One cell was repaired."), result("s002"))
    folder = course.autograded / "s001" / "exercises"
    folder.mkdir(parents=True)
    (folder / "ex1_logistic_regression.ipynb").write_bytes(content)
    damaged, other = (page.read_text() for page in pages.write_student_pages(course, "exercises"))
    assert "repaired. ex1_logistic_regression.ipynb was damaged after it had been" in damaged
    assert "damaged" not in other


def test_a_student_reads_what_lateness_took_off(course: courses.Course, graded: Graded) -> None:
    told = "3 h after it was due: 10 % of 47 points, 4.7, are taken off: 42.3."
    graded(result("s001"), replace(result("s002"), penalty=4.7, late=told))
    in_time, late = (page.read_text() for page in pages.write_student_pages(course, "exercises"))
    assert told in late
    assert '<span class="score">42.3</span>' in late
    assert "taken off" not in in_time


def test_a_grader_s_fault_is_told_as_such(course: courses.Course, graded: Graded) -> None:
    graded(result("s001", "grader-fault", "KernelFault"))
    (page,) = pages.write_student_pages(course, "exercises")
    html = page.read_text(encoding="utf-8")
    assert "not your fault" in html
    assert '<span class="score">0</span>' in html


def test_whoever_waits_for_pages_hears_how_many_are_written(
    course: courses.Course, graded: Graded
) -> None:
    graded(result("s001"), result("s002"))
    told: list[tuple[str, int, int]] = []
    pages.write_student_pages(course, "exercises", lambda *what: told.append(what))
    assert told == [("pages", 1, 2), ("pages", 2, 2)]


def test_without_results_the_next_step_is_named(course: courses.Course) -> None:
    with pytest.raises(records.NoResults, match="autograde grade"):
        pages.write_class_page(course, "exercises")
