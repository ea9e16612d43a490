"""The student's story: from the welcome notebook to the feedback page, in a browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from labpage import PATIENCE, Lab, Shot
from looks import COLOURS, SIZES, too_wide, violations
from playwright.sync_api import Page, expect

from autograde.course import Course
from autograde.notebook import corpus
from autograde.notebook.release import read_source

pytestmark = pytest.mark.grader

BATCH, BATCH_CHECK = "def to_batch", 'check("tensors/to_batch")'
NOT_SCALED = """\
def to_batch(image):
    return image.float()[None, None]"""

EXERCISE = "notebooks/exercises/ex1_logistic_regression.ipynb"
NEVER_CLEARS = """\
def fit(model, X, y, epochs=300, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses"""


def test_a_student_learns_from_the_card_of_a_practice(lab: Lab, shot: Shot) -> None:
    lab.start()
    expect(lab.page.get_by_role("heading", name="Welcome", exact=True)).to_be_visible()
    expect(lab.page.locator(".lm-MenuBar")).not_to_contain_text("Nbgrader")
    shot("welcome")

    lab.notebook.get_by_role("link", name="lecture/01_tensors").click()
    expect(lab.notebook.get_by_role("heading", name="Tensors").first).to_be_visible()
    lab.ready()
    lab.run_all()
    expect(lab.notebook).not_to_contain_text("Traceback")
    card = lab.output(BATCH_CHECK)
    expect(card).to_contain_text("not answered yet")
    card.scroll_into_view_if_needed()
    shot("lesson run")

    lab.write(BATCH, NOT_SCALED)
    lab.run(BATCH)
    lab.run(BATCH_CHECK)
    expect(card).to_contain_text("[unscaled-input]")
    expect(card).to_contain_text("divide them by 255")
    shot("practice answered wrongly")

    lab.reach(card.get_by_text("Hint 1"))
    lab.page.keyboard.press("Enter")
    expect(card.get_by_text("Hint 2")).to_be_visible()
    shot("hint taken with the keyboard")

    lab.write(BATCH, f"{NOT_SCALED} / 255")
    lab.run(BATCH)
    lab.run(BATCH_CHECK)
    expect(card).to_contain_text("all 3 of 3 passed")
    shot("practice passes")


def test_a_student_hands_in_an_exercise_and_reads_the_feedback(
    lab: Lab, shot: Shot, bundled: Path, course: Course
) -> None:
    _answer_all_but_fit(bundled / EXERCISE, course)
    lab.open(EXERCISE)
    lab.write("def fit", NEVER_CLEARS)
    shot("answer written")
    lab.run_all()
    card = lab.output('check("ex1/training")')
    expect(card).to_contain_text("[no-zero-grad]")
    card.scroll_into_view_if_needed()
    shot("card of the exercise")

    lab.save()
    lab.notebook.get_by_role("button", name="Validate").click()
    dialog = lab.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Validation Results", timeout=PATIENCE)
    expect(dialog).to_contain_text("[no-zero-grad]")
    shot("validated")
    dialog.get_by_role("button", name="Ok").click()
    with lab.page.expect_download() as download:
        lab.command("docmanager:download")
    _read(lab.page, _graded(course, download.value.path()))
    _look(lab.page, shot)


def _answer_all_but_fit(notebook: Path, course: Course) -> None:
    """What was done on the days before: the model answers, in the student's notebook."""
    source = read_source(course, "exercises", notebook.stem)
    answers = corpus.notebook(corpus.Answer("", "", 0, (), {}), source)
    texts = {cell.id: cell.source for cell in answers.cells}
    begun = nbformat.read(notebook, as_version=4)
    for cell in begun.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.id != "ex1-fit":
            cell.source = texts[cell.id]
    nbformat.write(begun, notebook)


def _graded(course: Course, handed_in: Path) -> Path:
    """The page that the student of this notebook gets back."""
    folder = course.submitted / "s001" / "exercises"
    folder.mkdir(parents=True)
    shutil.copy(handed_in, folder / Path(EXERCISE).name)
    program = Path(sys.executable).with_name("autograde")
    subprocess.run([program, "grade", "-e", "ex1"], cwd=course.root, check=True)
    subprocess.run([program, "feedback"], cwd=course.root, check=True)
    return course.root / "reports" / "exercises" / "students" / "s001.html"


def _read(page: Page, feedback: Path) -> None:
    """The returned page says what the card has said, and what it costs."""
    page.goto(feedback.as_uri())
    expect(page.get_by_role("heading", name="Feedback for s001")).to_be_visible()
    expect(page.locator("main")).to_contain_text("47 of 50 points")
    expect(page.locator("main")).to_contain_text("Call optimizer.zero_grad() once for every step.")
    expect(page.locator(".slug")).to_have_text(["no-zero-grad"])


def _look(page: Page, shot: Shot) -> None:
    """It can be read in light and dark, enlarged, on a phone and on paper."""
    for scheme in COLOURS:
        page.emulate_media(color_scheme=scheme)
        for size, pixels in SIZES.items():
            page.set_viewport_size(pixels)
            shot(f"feedback {scheme} {size}")
            assert violations(page) == ""
            assert too_wide(page.locator("body")) == []
    page.emulate_media(media="print", color_scheme="light")
    shot("feedback printed")
    assert violations(page) == ""
