"""The card of a check in JupyterLab: both themes, enlarged, on a phone, by keyboard alone."""

from __future__ import annotations

import contextlib
from pathlib import Path

import nbformat
import pytest
from labpage import PATIENCE, Lab, Shot
from looks import SIZES, too_wide, violations
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Locator, expect

CARD = "section[aria-label^='check']"
CHECK = 'check("ex1/model", hints=1)'
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
ANSWER = """\
import torch
from torch import nn

from autograde.student import check


class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x)).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))"""


@pytest.fixture
def card(lab: Lab, bundled: Path) -> Locator:
    """The card of a sigmoid too many, its first hint open."""
    place = "notebooks/exercises/card.ipynb"
    cells = [new_markdown_cell("A model"), new_code_cell(ANSWER), new_code_cell(CHECK)]
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), bundled / place)
    lab.open(place)
    lab.run("class LogisticRegression")
    lab.run(CHECK)
    shown = lab.output(CHECK).locator(CARD)
    expect(shown).to_contain_text("[double-sigmoid]", timeout=PATIENCE)
    return shown


def test_the_card_can_be_read_in_both_themes_at_every_size(
    lab: Lab, card: Locator, shot: Shot
) -> None:
    lab.command("application:toggle-left-area")
    for theme in ("Light", "Dark"):
        lab.theme(f"JupyterLab {theme}")
        for size, pixels in SIZES.items():
            lab.page.set_viewport_size(pixels)
            card.scroll_into_view_if_needed()
            shot(f"{theme} {size}")
            assert violations(lab.page, CARD) == ""
            assert too_wide(card) == []


def test_a_hint_opens_with_a_key_and_moves_nothing_above_it(
    lab: Lab, card: Locator, shot: Shot
) -> None:
    second, third = card.get_by_text("Hint 2 of 3"), card.get_by_text("Hint 3 of 3")
    above = [card, card.get_by_text("Hint 1 of 3"), second, lab.cell("class LogisticRegression")]
    second.scroll_into_view_if_needed()
    lab.reach(second)
    before = []
    while (now := [_corner(part) for part in above]) != before:  # until it has come to rest
        before = now
        lab.page.wait_for_timeout(200)
    for key, opened in (("Enter", True), ("Enter", False), ("Space", True)):
        lab.page.keyboard.press(key)
        expect(third).to_be_visible(visible=opened)
        assert [_corner(part) for part in above] == before
    shot("second hint")


def test_read_more_opens_the_lecture_at_its_section(lab: Lab, card: Locator, shot: Shot) -> None:
    section = lab.notebook.get_by_role("heading", name="7 · Logits in the model")
    # While it draws a notebook for the first time, a busy JupyterLab may lose the place: then
    # whoever reads clicks once more.
    for patience in (PATIENCE / 4, PATIENCE):
        lab.page.get_by_role("tab", name="card.ipynb").click()
        card.get_by_role("link").click()
        expect(lab.page.get_by_role("tab", name="05_logistic_regression")).to_be_visible()
        with contextlib.suppress(AssertionError):
            expect(section).to_be_in_viewport(timeout=patience)
            break
    expect(section).to_be_in_viewport()
    shot("lecture")


def _corner(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box
    return box["x"], box["y"]
