"""A canvas to draw on, with words beside the picture; the shapes that drawings share.

A function draws on a matplotlib figure of its own and returns a ``Drawing``. The SVG is the same to
the byte each time, and matplotlib's settings stay as the reader left them.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

INK, PAPER, SHADE = "#1f2328", "#fbfbf8", "#b4c6d8"
#: On top of matplotlib's defaults. Text becomes paths, so that no font has to be installed.
STYLE: dict[str, Any] = {
    "font.size": 13,
    "text.color": INK,
    "mathtext.fontset": "dejavusans",
    "svg.fonttype": "path",
    "svg.hashsalt": "autograde",
}
LEFT_OUT = {"Date": None, "Creator": None}

Cell = tuple[int, int]


@dataclass(frozen=True, repr=False)
class Drawing:
    """A figure that Jupyter shows as an image with alt text and caption, a terminal as words."""

    alt: str
    caption: str
    svg: bytes

    def __repr__(self) -> str:
        """Say in words what the figure shows."""
        return self.alt

    def _repr_html_(self) -> str:
        source = f"data:image/svg+xml;base64,{base64.b64encode(self.svg).decode()}"
        return (
            '<figure style="margin:0.5em 0">'
            f'<img alt="{escape(self.alt)}" src="{source}" style="max-width:100%">'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )


def draw(
    paint: Callable[[Axes], None], width: float, height: float, *, alt: str, caption: str
) -> Drawing:
    """Let ``paint`` draw on a canvas of ``width`` by ``height`` units, its origin at the top left.

    The canvas has a near-white ground of its own: it reads the same in light and dark themes.
    """
    # A unit is half an inch: with this, 13-point text stands a little larger than the notebook's.
    with matplotlib.style.context(["default", STYLE]):
        figure = Figure(figsize=(width / 2, height / 2))
        figure.patch.set_visible(False)
        ax = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0), aspect="equal")
        ax.set_axis_off()
        ground = "round,pad=0,rounding_size=0.3"
        ax.add_patch(FancyBboxPatch((0, 0), width, height, ground, color=PAPER))
        paint(ax)
        return drawing(figure, alt, caption)


def drawing(figure: Figure, alt: str, caption: str) -> Drawing:
    """Make a drawing of a figure, under the style in force."""
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata=LEFT_OUT)
    return Drawing(alt, caption, file.getvalue())


def grid(
    ax: Axes,
    x: float,
    y: float,
    rows: Sequence[Sequence[str]],
    shaded: Collection[Cell] = (),
    size: float = 1.0,
) -> None:
    """Cells with their text, the top left corner at (x, y)."""
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            left, top = x + j * size, y + i * size
            fill = SHADE if (i, j) in shaded else PAPER
            ax.add_patch(Rectangle((left, top), size, size, facecolor=fill, edgecolor=INK))
            label(ax, left + size / 2, top + size / 2, text)


def box(ax: Axes, x: float, y: float, text: str) -> None:
    """One operation."""
    shape = "round,pad=0,rounding_size=0.3"
    ax.add_patch(FancyBboxPatch((x, y), 1.6, 1.1, shape, facecolor=SHADE, edgecolor=INK, lw=1.5))
    label(ax, x + 0.8, y + 0.55, text, size=16)


def arrow(ax: Axes, start: Sequence[float], end: Sequence[float], linestyle: str = "-") -> None:
    """What goes from one place to another."""
    style = {"arrowstyle": "->", "color": INK, "lw": 1.3, "linestyle": linestyle}
    ax.annotate("", xy=(end[0], end[1]), xytext=(start[0], start[1]), arrowprops=style)


def label(ax: Axes, x: float, y: float, text: str, **style: Any) -> None:
    """Words around the point (x, y); ``style`` as matplotlib's ``Axes.text`` takes it."""
    ax.text(x, y, text, ha="center", va="center", **style)
