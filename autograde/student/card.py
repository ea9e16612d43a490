"""The card that ``check`` shows: words and symbols, as HTML and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from autograde.exam import Verdict
from autograde.exam.diagnoses.catalogue import CATALOGUE, Diagnosis

SYMBOLS = {True: "✓", False: "✗", None: "?"}
WORDS = {True: "passed", False: "not yet", None: "undecided"}
#: Inherits the notebook's colours, so that it reads the same in light and dark themes.
STYLE = (
    "border:1px solid currentColor;border-radius:6px;padding:.5em 1em;margin:.5em 0;max-width:46em;"
    "overflow-wrap:anywhere"
)
#: The symbols stand in a column of their own.
ROW, SYMBOL = "margin:.6em 0;padding-left:1.5em", "float:left;margin-left:-1.5em"
#: Large enough for a finger.
HINT = "padding:.25em 0;cursor:pointer"


@dataclass(frozen=True)
class _Row:
    """A verdict as it is shown; what has been said further up is not said again."""

    verdict: Verdict
    message: str
    advice: Diagnosis | None


@dataclass(frozen=True)
class Card:
    """What a check saw. Jupyter shows the HTML, a terminal the text.

    ``hints`` of them are open for each diagnosis. In HTML the others unfold with a click or a key;
    text, which cannot unfold, shows at least the first and says how to get the next.
    """

    name: str
    verdicts: tuple[Verdict, ...]
    hints: int = 0

    @property
    def passed(self) -> bool:
        """Whether every criterion is met."""
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def headline(self) -> str:
        """How far along the part is."""
        met = sum(verdict.passed is True for verdict in self.verdicts)
        if any(v.diagnosis == "not-attempted" for v in self.verdicts) and not met:
            return f"{self.name}: not answered yet"
        done = "all " if self.passed else ""
        return f"{self.name}: {done}{met} of {len(self.verdicts)} passed"

    def record(self) -> dict[str, Any]:
        """The card for other tools, in the words of ``autograde grade --json``."""
        kept = ("id", "title", "passed", "diagnosis", "message")
        criteria = [{name: getattr(v, name) for name in kept} for v in self.verdicts]
        return {"check": self.name, "passed": self.passed, "criteria": criteria}

    def _rows(self) -> Iterator[_Row]:
        said: set[str] = set()
        advised: set[str] = set()
        for verdict in self.verdicts:
            message, advice = verdict.message, CATALOGUE.get(verdict.diagnosis or "")
            if advice and advice.hints:
                # The next step is the last of the hints.
                message = message.removesuffix(advice.next_step).rstrip()
            if advice and (not advice.hints or advice.slug in advised):
                advice = None
            yield _Row(verdict, "" if message in said else message, advice)
            said.add(message)
            advised.add(verdict.diagnosis or "")

    def __str__(self) -> str:
        lines = [self.headline]
        for row in self._rows():
            verdict = row.verdict
            lines.append(
                f"  {SYMBOLS[verdict.passed]} {WORDS[verdict.passed]}: {_plain(verdict.title)}"
            )
            if row.message:
                lines.append(f"      {_plain(row.message)}")
            if row.advice:
                lines += [f"      {line}" for line in self._advice(row.advice)]
            elif verdict.diagnosis and row.message:
                lines.append(f"      [{verdict.diagnosis}]")
        return "\n".join(lines)

    __repr__ = __str__

    def _advice(self, advice: Diagnosis) -> Iterator[str]:
        """Why a misunderstanding matters, and as many hints as are open."""
        yield f"[{advice.slug}] {_plain(advice.why)}"
        steps = advice.steps
        shown = max(1, self.hints)
        for number, hint in enumerate(steps[:shown], start=1):
            yield f"Hint {number} of {len(steps)}: {_plain(hint)}"
        if shown < len(steps):
            yield f'For the next hint: check("{self.name}", hints={shown + 1})'
        if advice.lecture:
            yield f"Read more: {_plain(_place(advice.lecture))}"

    def _repr_html_(self) -> str:
        rows = "".join(self._item(row) for row in self._rows())
        return (
            f"<section style='{STYLE}' aria-label='check {escape(self.name, quote=True)}'>"
            f"<b>{escape(self.headline)}</b>"
            f"<ul style='list-style:none;padding-left:0;margin:.3em 0'>{rows}</ul></section>"
        )

    def _item(self, row: _Row) -> str:
        verdict = row.verdict
        slug = f" {_slug(verdict.diagnosis)}" if verdict.diagnosis and row.message else ""
        return (
            f"<li style='{ROW}'>"
            f"<span style='{SYMBOL}' aria-hidden='true'>{SYMBOLS[verdict.passed]}</span> "
            f"<b>{WORDS[verdict.passed]}</b>: {_code(verdict.title)}"
            + (f"<br>{_code(row.message)}" if row.message else "")
            + (self._folded(row.advice) if row.advice else slug)
            + "</li>"
        )

    def _folded(self, advice: Diagnosis) -> str:
        """The advice with its hints one inside the other, so that they open one at a time."""
        steps = advice.steps
        hints = ""
        for number, hint in reversed(list(enumerate(steps, start=1))):
            unfolded = " open" if number <= self.hints else ""
            summary = f"<summary style='{HINT}'>Hint {number} of {len(steps)}</summary>"
            hints = f"<details{unfolded}>{summary}{_code(hint)}{hints}</details>"
        link = f"Read more: {_link(advice)}" if advice.lecture else ""
        return f"<br>{_slug(advice.slug)} {_code(advice.why)}{hints}{link}"


def _slug(slug: str) -> str:
    return f"<small style='white-space:nowrap'>[{slug}]</small>"


def _place(lecture: str) -> str:
    """``lecture/01_tensors#10 · Device`` as a reader looks for it."""
    return lecture.replace("#", ", section ")


def _link(advice: Diagnosis) -> str:
    """The lecture as a link from the notebooks beside it, to the cell that begins the section."""
    notebook = advice.lecture.partition("#")[0]
    target = f"../{notebook}.ipynb#cell-id={advice.cell}"
    style = "text-decoration:underline"
    return f"<a href='{target}' style='{style}'>{_code(_place(advice.lecture))}</a>"


def _plain(text: str) -> str:
    return text.replace("`", "")


def _code(text: str) -> str:
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
