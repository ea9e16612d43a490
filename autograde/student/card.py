"""The card that ``check`` shows: words and symbols, as HTML and as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from autograde.exam import Verdict

SYMBOLS = {True: "✓", False: "✗", None: "?"}
WORDS = {True: "passed", False: "not yet", None: "undecided"}
#: Inherits the notebook's colours, so that it reads the same in light and dark themes.
STYLE = (
    "border:1px solid currentColor;border-radius:6px;padding:.5em 1em;margin:.5em 0;max-width:46em"
)


@dataclass(frozen=True)
class Card:
    """What a check saw. Jupyter shows the HTML, a terminal the text."""

    name: str
    verdicts: tuple[Verdict, ...]

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

    def _shown(self) -> list[tuple[Verdict, str]]:
        """Each verdict with its message, a message that repeats only once."""
        seen: set[str] = set()
        shown = []
        for verdict in self.verdicts:
            shown.append((verdict, "" if verdict.message in seen else verdict.message))
            seen.add(verdict.message)
        return shown

    def __str__(self) -> str:
        lines = [self.headline]
        for verdict, message in self._shown():
            lines.append(
                f"  {SYMBOLS[verdict.passed]} {WORDS[verdict.passed]}: {_plain(verdict.title)}"
            )
            if message:
                lines.append(f"      {_plain(message)}")
            if verdict.diagnosis and message:
                lines.append(f"      [{verdict.diagnosis}]")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<li style='margin:.3em 0'><span aria-hidden='true'>{SYMBOLS[v.passed]}</span> "
            f"<b>{WORDS[v.passed]}</b>: {_code(v.title)}"
            + (f"<br>{_code(message)}" if message else "")
            + (f" <small>[{v.diagnosis}]</small>" if v.diagnosis and message else "")
            + "</li>"
            for v, message in self._shown()
        )
        return (
            f"<section style='{STYLE}' aria-label='check {escape(self.name, quote=True)}'>"
            f"<b>{escape(self.headline)}</b>"
            f"<ul style='list-style:none;padding-left:0;margin:.3em 0'>{rows}</ul></section>"
        )


def _plain(text: str) -> str:
    return text.replace("`", "")


def _code(text: str) -> str:
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
