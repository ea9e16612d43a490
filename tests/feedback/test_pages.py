"""The pages: what a student reads, and that nothing of a student's runs in them."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograde import course as courses
from autograde.exam import Verdict
from autograde.feedback import pages
from autograde.feedback.cells import views
from autograde.grading import records
from autograde.grading.result import Result

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


@pytest.fixture
def course(tmp_path: Path) -> courses.Course:
    for part in ("course.toml", "solutions"):
        (tmp_path / part).symlink_to(ROOT / part)
    return courses.load(tmp_path)


def result(student: str, status: str = "graded", reason: str | None = None) -> Result:
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
    return Result(
        student,
        "exercises",
        "ex1",
        50.0,
        status,
        True,
        1.5,
        reason,
        criteria,  # type: ignore[arg-type]
    )


def test_a_student_reads_score_criteria_cause_and_next_step(course: courses.Course) -> None:
    records.add(course, "exercises", result("s001"))
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


def test_a_grader_s_fault_is_told_as_such(course: courses.Course) -> None:
    records.add(course, "exercises", result("s001", "grader-fault", "KernelFault"))
    (page,) = pages.write_student_pages(course, "exercises")
    html = page.read_text(encoding="utf-8")
    assert "not your fault" in html
    assert '<span class="score">0</span>' in html


def test_the_class_page_names_who_needs_a_person_and_what_to_teach_again(
    course: courses.Course,
) -> None:
    odd = "<s 002>"
    records.add(course, "exercises", result("s001"))
    records.add(course, "exercises", result(odd, "needs-attention", "It was <empty>."))
    html = pages.write_class_page(course, "exercises").read_text(encoding="utf-8")
    assert "It was &lt;empty&gt;." in html
    assert 'href="students/s001.html"' in html
    assert odd not in html
    assert re.search(r"no-zero-grad</span></td><td class=\"num\">2<", html)


def test_without_results_the_next_step_is_named(course: courses.Course) -> None:
    with pytest.raises(records.NoResults, match="autograde grade"):
        pages.write_class_page(course, "exercises")


def test_results_of_a_second_run_take_the_place_of_the_first(course: courses.Course) -> None:
    for found in (result("s001"), result("s002"), result("s001", "needs-attention", "why")):
        records.add(course, "exercises", found)
    kept = records.load(course, "exercises")
    assert [(r.student, r.status) for r in kept] == [
        ("s001", "needs-attention"),
        ("s002", "graded"),
    ]
