"""Turn a student's cells and outputs into HTML in which nothing of theirs can run."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from html import escape
from typing import Any

import nh3
from nbconvert.filters import ansi2html
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

MAX_TEXT = 20_000
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")
#: Figures of the course come as HTML with a picture inside it.
URL_SCHEMES = {"http", "https", "data"}
#: HTML opens such tags again in each block until they are closed; so often takes half a second.
REOPENED = re.compile(
    r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE
)
MAX_REOPENED = 2_000_000

#: What takes whoever renders Markdown a time that grows with its square: gaps, and formulas that
#: begin and never end.
GAP = re.compile(r"[ \t]{50,}")
MAX_FORMULAS = 200
#: Longer code is shown without colours.
MAX_CODE = 100_000

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


def views(notebook: NotebookNode) -> list[CellView]:
    """Every cell of a notebook as it ran."""
    return [_view(number, cell) for number, cell in enumerate(notebook.cells, start=1)]


def _view(number: int, cell: NotebookNode) -> CellView:
    group = cell.metadata.get("autograde", {}).get("exam", {}).get("group")
    if cell.cell_type == "markdown":
        return CellView(number, "markdown", _markdown(cell.source), (), group)
    if cell.cell_type == "raw":
        return CellView(number, "raw", f"<pre>{escape(cell.source)}</pre>", (), group)
    outputs = tuple(html for output in cell.outputs if (html := _output(output)))
    return CellView(number, "code", _code(cell.source), outputs, group)


def clean(html: str) -> str:
    """HTML without scripts, event handlers, forms, frames or styles that leave their place.

    What would take too long to look through is shown as the text that it is.
    """
    if html.count("<") * len(REOPENED.findall(html)) > MAX_REOPENED:
        return _text(html)
    return nh3.clean(
        html,
        attributes={**nh3.ALLOWED_ATTRIBUTES, "img": {"src", "alt", "width", "height"}},
        url_schemes=URL_SCHEMES,
    )


def without_gaps(code: str) -> str:
    """Code without white space at the ends of its lines, with which pygments takes its time."""
    return "\n".join(line.rstrip() for line in code.split("\n"))


def _code(source: str) -> str:
    if len(source) > MAX_CODE:
        return _text(source)
    return str(_highlight(without_gaps(source)))


def _markdown(source: str) -> str:
    if len(source) > MAX_TEXT or source.count("\\[") > MAX_FORMULAS:
        return _text(source)
    renderer = _Renderer(escape=False, exclude_anchor_links=True)
    html = clean(MarkdownWithMath(renderer=renderer).render(GAP.sub(" " * 50, source)))
    # The page has headings of its own down to the second level.
    return HEADING.sub(lambda match: f"{match[1]}{min(int(match[2]) + 2, 6)}", html)


def _output(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return _text(output.text)
    if output.output_type == "error":
        return _text("\n".join(map(str, output.traceback)))
    data: dict[str, Any] = output.get("data", {})
    for kind in IMAGES:
        if isinstance(data.get(kind), str) and (source := _image(kind, data[kind])):
            return f"<img src='{source}' alt='{escape(_alt(data), quote=True)}'>"
    if isinstance(data.get("text/html"), str):
        return f"<div class='rich'>{clean(data['text/html'])}</div>"
    return _text(data["text/plain"]) if isinstance(data.get("text/plain"), str) else ""


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


def _text(text: str) -> str:
    shown = text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}\n… cut here"
    return f"<pre>{ansi2html(shown)}</pre>"  # type: ignore[no-untyped-call]
