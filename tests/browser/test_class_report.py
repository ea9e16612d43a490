"""The class report in a browser: at every size, in both themes, by keyboard, on paper, large."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from labpage import Shot
from looks import SIZES, too_wide, violations
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Locator, Page, expect
from simulated_class import results as simulated

from autograde.course import Course
from autograde.feedback import pages
from autograde.grading import records

#: More of one's own than two lines, so that two who hand it in look alike.
ANSWER = "\n".join(f"answer[{i}] = solve(a, {i * 7919}) ** {i} - other({i})" for i in range(12))
EVERYBODY = "section[aria-labelledby=everybody]"

Report = Callable[[int], str]

pytestmark = pytest.mark.grader


@pytest.fixture
def report(course: Course, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Write the report about so many students, two of whom copied; its address."""

    def written(count: int) -> str:
        for student in ("s00001", "s00002"):
            folder = course.submitted / student / "exercises"
            folder.mkdir(parents=True)
            notebook = new_notebook(cells=[new_code_cell(ANSWER)])
            nbformat.write(notebook, folder / "ex1_logistic_regression.ipynb")
        results = simulated(course, "exercises", count)
        monkeypatch.setattr(records, "load", lambda course, assignment: results)
        return Path(pages.write_class_page(course, "exercises")).as_uri()

    return written


def column(table: Locator, number: int) -> list[str]:
    return table.locator(f"tbody tr > :nth-child({number})").all_text_contents()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_it_at_every_size(
    page: Page, report: Report, shot: Shot, theme: str
) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(report(60))
    for folded in page.locator("details").all():
        folded.evaluate("details => details.open = true")
    for size, pixels in SIZES.items():
        page.set_viewport_size(pixels)
        shot(f"{theme} {size}")
        assert violations(page) == ""
        assert too_wide(page.locator("main")) == []
    assert errors == []


def test_a_table_is_sorted_and_filtered_by_keyboard_alone(page: Page, report: Report) -> None:
    page.goto(report(60))
    table = page.locator(EVERYBODY).get_by_role("table")
    points = table.get_by_role("columnheader", name="points")
    points.get_by_role("button").focus()
    for direction in ("ascending", "descending"):
        page.keyboard.press("Enter")
        expect(points).to_have_attribute("aria-sort", direction)
        found = [float(text) for text in column(table, 5)]
        assert found == sorted(found, reverse=direction == "descending")
    page.locator(EVERYBODY).get_by_label("Filter").focus()
    page.keyboard.type("S0001 graded")
    expect(page.locator(EVERYBODY).get_by_role("status")).to_have_text("1 to 2 of 2")
    assert sorted(column(table, 1)) == ["s00010", "s00015"]


def test_what_is_empty_comes_last_whichever_way_a_table_is_sorted(
    page: Page, report: Report
) -> None:
    page.goto(report(60))
    table = page.locator(EVERYBODY).get_by_role("table")
    for _ in range(2):
        table.get_by_role("button", name="first diagnosis").click()
        found = column(table, 7)
        empty = found.count("")
        assert 0 < empty < 60
        assert found[-empty:] == [""] * empty


def test_ten_thousand_students_are_shown_in_parts(page: Page, report: Report) -> None:
    page.goto(report(10_000))
    everybody = page.locator(EVERYBODY)
    rows = everybody.locator("tbody tr")
    expect(rows).to_have_count(200)
    everybody.get_by_role("button", name="Later").click()
    expect(everybody.get_by_role("status")).to_have_text("201 to 400 of 10,000")
    assert column(everybody.get_by_role("table"), 1)[0] == "s00201"
    everybody.get_by_label("Filter").fill("s09999")
    expect(rows).to_have_count(1)


def test_paper_shows_everybody_and_nothing_folded(page: Page, report: Report) -> None:
    page.goto(report(450))
    rows = page.locator(EVERYBODY).locator("tbody tr")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_have_count(450)
    expect(page.locator("details:not([open])")).to_have_count(0)
    expect(page.locator("pre").first).to_be_visible()
    expect(page.get_by_label("Filter").first).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(rows).to_have_count(200)
    expect(page.locator("details[open]")).to_have_count(0)


def test_without_scripts_all_of_it_is_there(browser: Browser, report: Report) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report(450))
    assert page.locator(EVERYBODY).locator("tbody tr").count() == 450
    expect(page.get_by_role("link", name="s00450").last).to_be_visible()
    assert page.get_by_role("button").count() == 0
    context.close()
