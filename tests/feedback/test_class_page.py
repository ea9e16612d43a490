"""The class report: all that is to be told, in one file in which nothing of a student's runs."""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook
from simulated_class import results as simulated

from autograde import course as courses
from autograde.exam.diagnoses.catalogue import CATALOGUE
from autograde.feedback import pages
from autograde.grading import records
from autograde.grading.lateness import UNKNOWN
from autograde.grading.result import Result

ROOT = Path(__file__).parents[2]
HOSTILE = "</pre></mark><script>alert(1)</script><img src=x onerror=alert(1)>"
#: More of one's own than two lines, so that two who hand it in look alike.
ANSWER = "\n".join(f"answer[{i}] = solve(a, {i * 7919}) ** {i} - other({i})" for i in range(12))

Write = Callable[[list[Result]], BeautifulSoup]

pytestmark = pytest.mark.grader


@pytest.fixture
def course(tmp_path: Path) -> courses.Course:
    for part in ("course.toml", "solutions", "notebooks"):
        (tmp_path / part).symlink_to(ROOT / part)
    return courses.load(tmp_path)


@pytest.fixture
def write(course: courses.Course, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write the page about results, and read it."""

    def written(results: list[Result]) -> BeautifulSoup:
        monkeypatch.setattr(records, "load", lambda course, assignment: results)
        path = pages.write_class_page(course, "exercises")
        return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")

    return written


def hand_in(course: courses.Course, student: str, code: str) -> None:
    folder = course.submitted / student / "exercises"
    folder.mkdir(parents=True)
    notebook = new_notebook(cells=[new_code_cell(code)])
    nbformat.write(notebook, folder / "ex1_logistic_regression.ipynb")


def section(page: BeautifulSoup, name: str) -> BeautifulSoup:
    return page.find("section", {"aria-labelledby": name})


def words(part: BeautifulSoup) -> str:
    return " ".join(part.get_text(" ").split())


def test_each_misunderstanding_is_told_with_its_reason_and_with_whom(
    course: courses.Course, write: Write
) -> None:
    results = simulated(course, "exercises", 30)
    page = write(results)
    items = section(page, "again")("li")
    found = {item.find(class_="slug").text: item for item in items}
    for slug, item in found.items():
        who = {r.student for r in results if any(v.diagnosis == slug for v in r.criteria)}
        assert CATALOGUE[slug].why.replace("`", "") in item.get_text()
        assert {link.text for link in item("a") if "students/" in link["href"]} == who
        assert item.find(class_="many").text.startswith(str(len(who)))
    *taught, last = items
    counts = [int(item.find(class_="many").next) for item in taught]
    assert counts == sorted(counts, reverse=True)
    assert last.find(class_="slug").text == "not-attempted"  # nothing to teach again


def test_a_misunderstanding_links_to_the_cell_that_explains_it(
    course: courses.Course, write: Write
) -> None:
    page = write(simulated(course, "exercises", 30))
    links = [a["href"] for a in section(page, "again")("a") if ".ipynb" in a["href"]]
    assert links
    for link in links:
        file, _, anchor = unquote(link).partition("#")
        path = records.folder(course, "exercises") / file
        notebook = nbformat.read(path, as_version=4)
        text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        headings = re.findall(r"^#+ *(.+)$", text, flags=re.MULTILINE)
        assert anchor in [h.replace("`", "").replace(" ", "-") for h in headings]


def test_every_criterion_is_told_and_worst_first(course: courses.Course, write: Write) -> None:
    results = simulated(course, "exercises", 30)
    page = write(results)
    tables = section(page, "scores")("table")
    assert len(tables) == len(course.exercises)
    for table, exercise in zip(tables, course.exercises.values(), strict=True):
        rows = table.tbody("tr")
        assert {row.find(class_="slug").text for row in rows} == set(exercise.points)
        shares = [int(row("td")[0].text.removesuffix("%")) for row in rows]
        assert shares == sorted(shares)


def test_whoever_waits_for_a_person_stands_with_the_reason(
    course: courses.Course, write: Write
) -> None:
    results = simulated(course, "exercises", 10)
    odd = replace(results[0], status="needs-attention", reason="It was <empty>.")
    told = words(section(write([odd, *results[1:]]), "attention"))
    assert "It was <empty>. s00001" in told
    assert "3 of 3 written answers wait for a person. 8 students" in told


def test_lateness_is_told_as_arithmetic(course: courses.Course, write: Write) -> None:
    results = simulated(course, "exercises", 17)
    unknown = [replace(r, late=UNKNOWN) for r in results[:3]]
    part = section(write([*unknown, *results[3:]]), "late")
    assert [row.a.text for row in part.tbody("tr")] == ["s00017"] * 3
    assert "2 h late: 10 % of" in words(part)
    assert "Of 3 submissions it is not known" in words(part)


def test_a_class_in_time_hears_nothing_of_lateness(course: courses.Course, write: Write) -> None:
    assert section(write(simulated(course, "exercises", 3)), "late") is None


def test_answers_alike_stand_side_by_side_and_nothing_of_theirs_runs(
    course: courses.Course, write: Write
) -> None:
    names = ["s00001", "<script>alert(2)</script>"]
    for name in names:
        hand_in(course, name.replace("/", ""), f"{ANSWER}\n# {HOSTILE}\nlast = 1")
    results = [
        replace(r, student=name.replace("/", ""))
        for name in names
        for r in simulated(course, "exercises", 1)
    ]
    page = write(results)
    part = section(page, "alike")
    left, right = part("pre")
    assert left.text == right.text == f"{ANSWER}\n# {HOSTILE}\nlast = 1"
    assert "answer[3]" in left.mark.text
    assert "100 % and 100 % alike" in words(part.details.summary)
    assert page.find("img") is None
    assert len(page("script")) == 2


def test_only_the_page_s_own_style_and_scripts_are_allowed(
    course: courses.Course, write: Write
) -> None:
    page = write(simulated(course, "exercises", 3))
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    for element in [page.style, *page("script")]:
        digest = b64encode(sha256(element.string.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert not [tag for tag in page(True) if tag.has_attr("style") or tag.has_attr("src")]
    assert not [name for tag in page(True) for name in tag.attrs if name.startswith("on")]


def test_nothing_on_the_page_needs_a_network(course: courses.Course, write: Write) -> None:
    page = write(simulated(course, "exercises", 3))
    assert not [a["href"] for a in page("a") if ":" in a["href"].partition("#")[0]]
    assert page.find("link") is None


def test_each_picture_has_its_words(course: courses.Course, write: Write) -> None:
    pictures = write(simulated(course, "exercises", 40))("svg", class_="chart")
    assert len(pictures) == 1 + 3 + 2  # all together; points of three exercises; two accuracies
    assert all(len(picture["aria-label"]) > 40 for picture in pictures)


def test_accuracy_and_time_stand_in_the_table_of_everybody_too(
    course: courses.Course, write: Write
) -> None:
    results = simulated(course, "exercises", 1)
    row = section(write(results), "everybody").tbody.tr
    measures = {v.id: v.measure for r in results for v in r.criteria if r.exercise == "ex2"}
    assert f"{100 * measures['result/accuracy']:.1f} %" in [cell.text for cell in row("td")]
    assert f"{sum(r.seconds for r in results):.1f}" in [cell.text for cell in row("td")]


def test_an_exercise_that_nobody_was_graded_in_is_left_out(
    course: courses.Course, write: Write
) -> None:
    results = [r for r in simulated(course, "exercises", 5) if r.exercise == "ex1"]
    page = write(results)
    assert "Exercise 2" not in page.get_text()
    assert "of 50 points" in words(page.find(class_="figures"))
