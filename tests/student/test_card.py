"""The card of a check: what a student reads, in a browser and in a terminal."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
import torch
from torch import nn

from autograde.exam import Exam, Part, Verdict, group
from autograde.exam.diagnoses.catalogue import CATALOGUE, Diagnosis
from autograde.student import checking
from autograde.student.card import Card
from autograde.student.checks import ex1

ROOT = Path(__file__).parents[2]
NO_ZERO_GRAD = CATALOGUE["no-zero-grad"]

hinted = pytest.mark.parametrize(
    "diagnosis", [d for d in CATALOGUE.values() if d.hints], ids=lambda d: d.slug
)


def verdict(passed: bool | None, slug: str | None = None, seen: str = "This was seen.") -> Verdict:
    """A verdict as an exam makes it: the message is the evidence and the next step."""
    advice = f" {CATALOGUE[slug].next_step}" if slug else ""
    return Verdict("part/name", "What is `asked` for.", 0.0, 1.0, passed, slug, seen + advice)


def card(slug: str = "no-zero-grad", hints: int = 0) -> Card:
    return Card("ex1/training", (verdict(True), verdict(False, slug, "Old ones.")), hints)


def words(html: str) -> str:
    """What a reader gets of it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def test_a_symbol_and_a_word_say_what_passed_and_no_colour_does() -> None:
    shown = Card("ex1/training", (verdict(True), verdict(False), verdict(None)))
    for form in (str(shown), words(shown._repr_html_())):
        for symbol, word in (("✓", "passed"), ("✗", "not yet"), ("?", "undecided")):
            assert re.search(rf"{re.escape(symbol)} {word}\s?: What is", form)
    # Only the border is drawn, in the colour that the text has anyway.
    assert re.findall(r"(?i)[\w-]*color[\w-]*", shown._repr_html_()) == ["currentColor"]
    assert "background" not in shown._repr_html_()


def test_the_text_shows_the_first_hint_and_how_to_get_the_next() -> None:
    text = str(card())
    assert f"Hint 1 of {len(NO_ZERO_GRAD.steps)}: {plain(NO_ZERO_GRAD.hints[0])}" in text
    assert "Hint 2" not in text
    assert 'check("ex1/training", hints=2)' in text


def test_each_request_adds_one_hint_and_the_last_is_the_next_step() -> None:
    for count in range(1, len(NO_ZERO_GRAD.steps) + 1):
        text = str(card(hints=count))
        shown = [plain(step) in text for step in NO_ZERO_GRAD.steps]
        assert shown == [number < count for number in range(len(NO_ZERO_GRAD.steps))]
    assert f": {plain(NO_ZERO_GRAD.next_step)}" in text
    assert "For the next hint" not in text


@pytest.mark.parametrize("hints", [-1, 0, 99])
def test_any_number_of_hints_can_be_asked_for(hints: int) -> None:
    assert "Hint 1" in str(card(hints=hints))
    assert card(hints=hints)._repr_html_().count("<details") == len(NO_ZERO_GRAD.steps)


def test_in_html_each_hint_lies_folded_in_the_one_before_it() -> None:
    html = card()._repr_html_()
    steps = len(NO_ZERO_GRAD.steps)
    parts = re.findall(r"<details>|Hint \d of \d</summary>|</details>", html)
    opened = [f"<details>Hint {n} of {steps}</summary>" for n in range(1, steps + 1)]
    assert "".join(parts) == "".join(opened) + "</details>" * steps


def test_hints_open_with_the_keyboard_and_without_a_script() -> None:
    html = card()._repr_html_()
    # <summary> takes the focus and the keys by itself, as long as nothing is put over it.
    assert len(re.findall(r"<details[^>]*><summary\b", html)) == html.count("<details")
    assert not re.search(r"<script|\son\w+=|tabindex|javascript:", html)


def test_the_hints_asked_for_are_open_in_html() -> None:
    assert re.findall(r"<details( open)?>", card(hints=2)._repr_html_()) == [" open", " open", ""]


@hinted
def test_the_text_says_what_the_html_says(diagnosis: Diagnosis) -> None:
    whole = card(diagnosis.slug, hints=len(diagnosis.steps))
    html, text = words(whole._repr_html_()), plain(str(whole))
    said = (whole.headline, "Old ones.", f"[{diagnosis.slug}]", diagnosis.why, *diagnosis.steps)
    place = diagnosis.lecture.replace("#", ", section ")
    for part in (*said, f"Read more: {place}"):
        assert plain(part) in text
        assert re.sub(r"\W", "", plain(part)) in re.sub(r"\W", "", html)


def test_advice_is_given_once_for_all_criteria_with_the_same_cause() -> None:
    other = verdict(False, "no-zero-grad", "Something else was seen.")
    shown = Card("ex1/training", (*card().verdicts, other))
    for form in (str(shown), words(shown._repr_html_())):
        assert form.count("Hint 1") == 1
        assert form.count("[no-zero-grad]") == 2
        assert "Something else was seen." in form


def test_without_hints_the_next_step_is_shown_as_it_was() -> None:
    shown = card("not-attempted")
    assert CATALOGUE["not-attempted"].hints == ()
    assert str(shown).splitlines()[-2:] == [
        "      Old ones. Replace the line raise NotImplementedError() with your own code.",
        "      [not-attempted]",
    ]
    assert "<details" not in shown._repr_html_()


def test_what_a_student_wrote_is_text_and_never_html() -> None:
    evil = "<img src=x onerror=alert(1)> & `</code><script>`"
    shown = Card("ex1/<b>", (verdict(False, "no-zero-grad", evil),))
    html = shown._repr_html_()
    assert evil.replace("`", "") in str(shown)
    assert "<img" not in html and "<script" not in html
    assert "ex1/&lt;b&gt;" in html
    assert "<code>&lt;/code&gt;&lt;script&gt;</code>" in html


@hinted
def test_hints_are_short_and_say_nothing_twice(diagnosis: Diagnosis) -> None:
    assert len(set(diagnosis.steps)) == len(diagnosis.steps) >= 2
    assert all(len(step) < 200 for step in diagnosis.steps)


@hinted
def test_read_more_leads_to_the_cell_of_a_lecture_with_that_heading(diagnosis: Diagnosis) -> None:
    notebook, _, section = diagnosis.lecture.partition("#")
    source = nbformat.read(ROOT / "solutions" / "notebooks" / f"{notebook}.ipynb", as_version=4)
    (cell,) = (cell for cell in source.cells if cell.id == diagnosis.cell)
    assert re.search(rf"^#+ {re.escape(section)}$", cell.source, flags=re.MULTILINE)
    target = f"../{notebook}.ipynb#cell-id={diagnosis.cell}"
    assert f"href='{target}'" in card(diagnosis.slug)._repr_html_()


class Shell:
    """A notebook's kernel as far as a check needs it: its names, and what it shows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: dict[str, Any] = {}
        self.cards: list[Card] = []
        monkeypatch.setattr(checking, "_notebook", lambda: self.names)
        monkeypatch.setattr(checking, "display", self.cards.append)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(monkeypatch)


def test_check_shows_a_card_with_as_many_hints_as_asked_for(shell: Shell) -> None:
    class LogisticRegression(nn.Module):
        def __init__(self, n_features: int) -> None:
            super().__init__()
            self.linear = nn.Linear(n_features, 1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.sigmoid(self.linear(x)).squeeze(-1)

    shell.names["LogisticRegression"] = LogisticRegression
    checking.check("ex1/model")
    checking.check("ex1/model", hints=2)
    first, second = map(str, shell.cards)
    assert "[double-sigmoid]" in first
    assert ("Hint 2 of 3" in first, "Hint 2 of 3" in second) == (False, True)


@pytest.mark.parametrize("name", ["ex1/date", "ex9/data", "", None, "../ex1/data"])
def test_a_wrong_name_is_told_without_a_traceback(name: Any, shell: Shell) -> None:
    with pytest.raises(ValueError, match="there is no check") as caught:
        checking.check(name)
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert shell.cards == []


def test_a_check_that_falls_over_is_undecided_and_blames_nobody(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def data(evidence: None) -> Any:
        """The data are right."""
        raise KeyError("ours")

    broken = Exam((Part(lambda candidate, rng: None, group("data", data)),))
    monkeypatch.setattr(ex1, "EXAM", broken)
    checking.check("ex1/data")
    (shown,) = shell.cards
    assert not shown.passed
    assert "? undecided" in str(shown)
    assert "not your fault" in str(shown)
    assert "Traceback" not in str(shown)
