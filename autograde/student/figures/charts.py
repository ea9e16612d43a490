"""Charts of what a notebook has computed, in the style of the drawings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.style
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autograde.student.figures.drawing import INK, PAPER, STYLE, Drawing, drawing

#: Each line has a colour of its own and a dash of its own: one of them is enough to tell it.
COLOURS = (INK, "#2f74b5", "#b3541e", "#5f8f3f")
DASHES = ("-", "--", ":", "-.")
CHART: dict[str, Any] = STYLE | {
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 13,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=COLOURS) + cycler(linestyle=DASHES),
    "image.cmap": "Greys",
    "legend.frameon": False,
    "lines.linewidth": 2,
    "xtick.color": INK,
    "ytick.color": INK,
}


def chart(
    paint: Callable[..., None],
    *,
    alt: str,
    caption: str,
    width: float = 14,
    height: float = 7,
    rows: int = 1,
    columns: int = 1,
) -> Drawing:
    """Let ``paint`` plot on ``rows`` times ``columns`` matplotlib axes, given to it one by one.

    Width and height are those of the whole, in half inches, as for a drawing.
    """
    with matplotlib.style.context(["default", CHART]):
        figure = Figure(figsize=(width / 2, height / 2), layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False)
        paint(*axes.flat)
        return drawing(figure, alt, caption)


def curves(
    series: Mapping[str, Sequence[float]],
    *,
    x: Sequence[float] | None = None,
    xlabel: str = "epoch",
    ylabel: str = "loss",
    log: bool = False,
    alt: str,
    caption: str,
) -> Drawing:
    """Plot one or more named curves; without ``x`` their points are counted from 1."""

    def paint(ax: Axes) -> None:
        for name, values in series.items():
            places = np.arange(1, len(values) + 1) if x is None else x
            ax.plot(places, values, label=name)
        ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
        if len(series) > 1:
            ax.legend()

    return chart(paint, alt=alt, caption=caption)
