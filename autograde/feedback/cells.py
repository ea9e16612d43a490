"""Turn a student's cells and outputs into HTML in which nothing of theirs can run."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import Any

import nh3
from nbconvert.filters import ansi2html, strip_ansi
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

MAX_TEXT = 20_000
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")
#: Figures of the course come as HTML with a picture inside it.
URL_SCHEMES = {"http", "https", "data"}
#: HTML opens such tags again in each block until they are closed.
REOPENED = re.compile(
    r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE
)
BETWEEN_ATTRIBUTES = re.compile(r"[\s/=]+")
#: What takes whoever renders Markdown a time that grows with its square: gaps, and formulas that
#: begin and never end.
GAP = re.compile(r"[ \t]{50,}")
FORMULA = re.compile(r"\\\[|\\begin\{")
MAX_FORMULAS = 200

#: What a page may take. For each cleaned tag all that are open are looked through, reopened ones
#: once more; pygments looks for the end of each named character; the rest goes by the length.
PAGE_SECONDS = 5.0
SECONDS_PER_CHARACTER = 3e-6
SECONDS_PER_OPEN_TAG = 2e-9
SECONDS_PER_REOPENED_TAG = 1e-6
SECONDS_PER_NAMED_CHARACTER = 5e-9
#: Each attribute of a tag is compared with those before it; Markdown is read line by line.
SECONDS_PER_ATTRIBUTE = 1e-9
SECONDS_PER_MARKDOWN_CHARACTER = 2e-5
SECONDS_PER_COLOUR = 1e-5

HEADING = re.compile(r"(</?h)([1-6])")

_highlight = Highlight2HTML(pygments_lexer="python")  # type: ignore[no-untyped-call]


class _Renderer(IPythonRenderer):
    """Names a pasted picture: what is attached to a cell is not kept."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:"):
            return f"[picture: {escape(url.partition(':')[2])}]"
        return str(super().image(text, url, title))


@dataclass(frozen=True)
class CellView:
    """One cell, ready for the page. ``group`` names the verdicts that belong below it."""

    number: int
    kind: str
    html: str
    outputs: tuple[str, ...]
    group: str | None


class _Patience:
    """The seconds that a page may still take, by what its parts are known to take at worst."""

    def __init__(self, seconds: float = PAGE_SECONDS) -> None:
        self._left = seconds

    def shown(self, text: str, seconds: float, render: Callable[[str], str]) -> str:
        """What ``render`` makes of a text; where that takes too long or fails, the text itself."""
        if self._lasts(seconds + SECONDS_PER_CHARACTER * len(text)):
            with suppress(Exception):  # libraries stumble over what nobody writes on purpose
                return render(text)
        return self.text(text)

    def text(self, text: str) -> str:
        """A text as it is, cut where it is long; in its colours where that is quick enough."""
        shown = _cut(text)
        if self._lasts(SECONDS_PER_COLOUR * shown.count("\x1b")):
            with suppress(Exception):  # as of a colour that was cut in two
                return f"<pre>{ansi2html(shown)}</pre>"  # type: ignore[no-untyped-call]
        return f"<pre>{escape(strip_ansi(shown))}</pre>"  # type: ignore[no-untyped-call]

    def _lasts(self, seconds: float) -> bool:
        """Whether there is patience for so many seconds, which are then used up."""
        lasts = seconds <= self._left
        self._left -= seconds if lasts else 0.0
        return lasts


def views(notebook: NotebookNode) -> list[CellView]:
    """Every cell of a notebook as it ran."""
    patience = _Patience()
    return [_view(number, cell, patience) for number, cell in enumerate(notebook.cells, start=1)]


def markdown(source: str) -> str:
    """A Markdown text as HTML."""
    return _markdown(source, _Patience())


def _view(number: int, cell: NotebookNode, patience: _Patience) -> CellView:
    group = cell.metadata.get("autograde", {}).get("exam", {}).get("group")
    if cell.cell_type == "markdown":
        return CellView(number, "markdown", _markdown(cell.source, patience), (), group)
    if cell.cell_type == "raw":
        return CellView(number, "raw", f"<pre>{escape(_cut(cell.source))}</pre>", (), group)
    outputs = tuple(html for output in cell.outputs if (html := _output(output, patience)))
    return CellView(number, "code", _code(cell.source, patience), outputs, group)


def _cleaning_seconds(html: str) -> float:
    tags = html.count("<")
    reopened = len(REOPENED.findall(html))
    attributes = max(len(BETWEEN_ATTRIBUTES.findall(tag)) for tag in html.split("<"))
    return (
        tags * (SECONDS_PER_OPEN_TAG * tags + SECONDS_PER_REOPENED_TAG * reopened)
        + SECONDS_PER_ATTRIBUTE * attributes**2
    )


def _clean(html: str) -> str:
    """HTML without scripts, event handlers, forms, frames or styles that leave their place."""
    return nh3.clean(
        html,
        attributes={**nh3.ALLOWED_ATTRIBUTES, "img": {"src", "alt", "width", "height"}},
        url_schemes=URL_SCHEMES,
    )


def without_gaps(code: str) -> str:
    """Code without white space at the ends of its lines, with which pygments takes its time."""
    return "\n".join(line.rstrip() for line in code.split("\n"))


def _code(source: str, patience: _Patience) -> str:
    seconds = SECONDS_PER_NAMED_CHARACTER * source.count("\\N{") * len(source)
    return patience.shown(source, seconds, lambda code: str(_highlight(without_gaps(code))))


def _markdown(source: str, patience: _Patience) -> str:
    if len(source) > MAX_TEXT or len(FORMULA.findall(source)) > MAX_FORMULAS:
        return patience.text(source)
    seconds = _cleaning_seconds(source) + SECONDS_PER_MARKDOWN_CHARACTER * len(source)
    return patience.shown(source, seconds, _rendered)


def _rendered(source: str) -> str:
    renderer = _Renderer(escape=False, exclude_anchor_links=True)
    html = _clean(MarkdownWithMath(renderer=renderer).render(GAP.sub(" " * 50, source)))
    # The page has headings of its own down to the second level.
    return HEADING.sub(lambda match: f"{match[1]}{min(int(match[2]) + 2, 6)}", html)


def _output(output: NotebookNode, patience: _Patience) -> str:
    if output.output_type == "stream":
        return patience.text(output.text)
    if output.output_type == "error":
        return patience.text("\n".join(map(str, output.traceback)))
    data: dict[str, Any] = output.get("data", {})
    for kind in IMAGES:
        if isinstance(data.get(kind), str) and (source := _image(kind, data[kind])):
            return f"<img src='{source}' alt='{escape(_alt(data), quote=True)}'>"
    if isinstance(data.get("text/html"), str):
        html = data["text/html"]
        return f"<div class='rich'>{patience.shown(html, _cleaning_seconds(html), _clean)}</div>"
    return patience.text(data["text/plain"]) if isinstance(data.get("text/plain"), str) else ""


def _image(kind: str, content: str) -> str | None:
    # As the source of <img> not even an SVG may run a script.
    try:
        raw = content.encode() if kind == "image/svg+xml" else base64.b64decode(content)
    except (binascii.Error, ValueError):
        return None
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}"


def _alt(data: dict[str, Any]) -> str:
    text = data.get("text/plain")
    return text[:200] if isinstance(text, str) else "figure"


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}\n… cut here"
