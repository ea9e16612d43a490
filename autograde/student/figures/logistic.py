"""The figures of ``lecture/05_logistic_regression``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from autograde.student.figures.charts import COLOURS, chart
from autograde.student.figures.drawing import Drawing, arrow, box, draw, label

Numbers = npt.NDArray[np.float64]


def points(X: npt.ArrayLike, y: npt.ArrayLike) -> Drawing:
    """Two kinds of points in the plane."""
    rows, labels = np.asarray(X, dtype=np.float64), np.asarray(y)

    def paint(ax: Axes) -> None:
        _scatter(ax, rows, labels)
        ax.set(xlabel="first feature", ylabel="second feature")
        ax.legend(loc="upper left")

    counts = [int((labels == label).sum()) for label in (0, 1)]
    return chart(
        paint,
        width=11,
        height=8.5,
        alt=(
            f"{counts[0]} circles with the label 0, lower left, and {counts[1]} crosses with the "
            "label 1, upper right. The two clouds overlap in the middle."
        ),
        caption="Two features, two kinds.",
    )


def boundaries(
    X: npt.ArrayLike, y: npt.ArrayLike, kept: Mapping[int, tuple[float, float, float]]
) -> Drawing:
    """The decision boundary after some epochs, side by side.

    Parameters
    ----------
    kept
        epoch to both weights and the bias.
    """
    rows, labels = np.asarray(X, dtype=np.float64), np.asarray(y)
    (left, low), (right, high) = rows.min(axis=0) - 0.4, rows.max(axis=0) + 0.4

    def paint(*axes: Axes) -> None:
        first, second = np.meshgrid(np.linspace(left, right, 61), np.linspace(low, high, 61))
        for ax, (epoch, (w1, w2, b)) in zip(axes, kept.items(), strict=True):
            p = 1 / (1 + np.exp(-(w1 * first + w2 * second + b)))
            ax.contourf(first, second, p, levels=[0.2, 0.8], colors=["#d9dee3"])
            _scatter(ax, rows, labels, size=3)
            ax.contour(first, second, p, levels=[0.5], colors=COLOURS[2], linestyles="-")
            ax.set(title=f"epoch {epoch:,}", xticks=[], yticks=[])

    epochs = ", ".join(f"{epoch:,}" for epoch in kept)
    ones = [_ones(rows, state) for state in kept.values()]
    return chart(
        paint,
        width=18,
        height=5.4,
        columns=len(kept),
        alt=(
            f"The same points side by side with the decision boundary after epoch {epochs}. The "
            f"model calls {', '.join(map(str, ones))} of the {len(rows)} points a 1. The boundary, "
            "a straight line, moves from the lower left corner to between the circles and the "
            "crosses, and the grey band around it becomes narrower."
        ),
        caption="Line: probability one half. Grey: between 0.2 and 0.8.",
    )


def chain() -> Drawing:
    """From features to a label: line, sigmoid, threshold."""

    def paint(ax: Axes) -> None:
        boxes = ((2.6, "$wx + b$"), (7.2, r"$\sigma$"), (11.8, r"$\geq 0.5$"))
        for x, text in boxes:
            box(ax, x, 1.2, "")
            label(ax, x + 0.8, 1.75, text, size=13)
        for start, end in ((1.7, 2.6), (4.2, 7.2), (8.8, 11.8), (13.4, 14.6)):
            arrow(ax, (start, 1.75), (end, 1.75))
        label(ax, 1.1, 1.75, "$x$")
        label(ax, 5.7, 1.25, "logit $z$")
        label(ax, 10.3, 1.25, "probability $p$")
        label(ax, 15.6, 1.75, "0 or 1")
        for x, text in ((3.4, "a line"), (8.0, "the sigmoid"), (12.6, "a threshold")):
            label(ax, x, 2.9, text)
        for x, text in ((5.7, "any number"), (10.3, "0 to 1")):
            label(ax, x, 2.25, text, size=11)

    return draw(
        paint,
        17,
        3.5,
        alt=(
            "Features x go through three boxes in a row. A line, w x plus b, makes a logit z of "
            "them, which can be any number. The sigmoid makes a probability p of it, from 0 to 1. "
            "A threshold at 0.5 makes a label of that, 0 or 1."
        ),
        caption="Training works on the first two boxes; the threshold comes at the very end.",
    )


def _scatter(ax: Axes, rows: Numbers, labels: npt.NDArray[np.generic], size: float = 6) -> None:
    for kind, marker, colour in ((0, "o", COLOURS[1]), (1, "x", COLOURS[0])):
        some = rows[labels == kind]
        ax.plot(
            some[:, 0],
            some[:, 1],
            marker,
            color=colour,
            markersize=size,
            markerfacecolor="none",
            label=f"label {kind}",
        )


def _ones(rows: Numbers, state: tuple[float, float, float]) -> int:
    w1, w2, b = state
    return int((rows @ [w1, w2] + b >= 0).sum())
