"""The drawings and charts of ``lecture/00_welcome``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from autograde.student.figures.charts import chart
from autograde.student.figures.drawing import INK, PAPER, SHADE, Drawing, arrow, draw, label

Numbers = npt.NDArray[Any]
Predict = Callable[[Numbers], Numbers]


def supervised_learning() -> Drawing:
    """How a model comes about, and how it is used."""

    def paint(ax: Axes) -> None:
        for y, name in ((1.6, "examples"), (5.2, "new data")):
            _station(ax, 1.9, y, name)
            _station(ax, 6.0, y, "features", SHADE)
            arrow(ax, (3.5, y), (4.4, y))
        _station(ax, 10.4, 1.6, "learning")
        _station(ax, 10.4, 5.2, "model")
        _station(ax, 15.0, 5.2, "prediction")
        label(ax, 15.0, 1.6, "labels")
        arrow(ax, (7.6, 1.6), (8.8, 1.6))
        arrow(ax, (13.9, 1.6), (12.0, 1.6))
        arrow(ax, (10.4, 2.2), (10.4, 4.55))
        arrow(ax, (7.6, 5.2), (8.8, 5.2))
        arrow(ax, (12.0, 5.2), (13.4, 5.2))
        label(ax, 3.9, 0.5, "training", style="italic")
        label(ax, 3.9, 4.1, "use", style="italic")

    return draw(
        paint,
        17.2,
        6.4,
        alt=(
            "Supervised learning in two rows. Training: examples are turned into features; the "
            "learning algorithm gets the features and the labels, and gives a model. Use: new "
            "data are turned into features in the same way, and the model makes a prediction of "
            "them. The two boxes named features are shaded."
        ),
        caption="The shaded step is done by hand, or learned.",
    )


def by_hand_or_learned() -> Drawing:
    """Features made by a person, and features made by hidden layers."""

    def paint(ax: Axes) -> None:
        lanes = (
            (1.5, ("raw data", "features", "linear model", "answer"), {2}),
            (4.6, ("raw data", "hidden layers", "last layer", "answer"), {1, 2}),
        )
        for y, names, learned in lanes:
            for place, name in enumerate(names):
                x = 2.3 + 4.3 * place
                _station(ax, x, y, name, SHADE if place in learned else PAPER, 3.2)
                if place:
                    arrow(ax, (x - 2.65, y), (x - 1.7, y))
        label(ax, 6.6, 2.7, "made by a person", size=12)
        label(ax, 10.9, 2.7, "learned", size=12)
        label(ax, 8.75, 5.8, "both learned, together", size=12)

    return draw(
        paint,
        17.6,
        6.6,
        alt=(
            "Two ways from raw data to an answer. Above: a person makes features of the raw data, "
            "and a linear model learns the answer from them; only the linear model is learned. "
            "Below: hidden layers take the place of the features, and the last layer that of the "
            "linear model; both are learned together, from the raw data."
        ),
        caption="Shaded: what is learned from the examples.",
    )


def coefficients(signal: Numbers, found: Numbers) -> Drawing:
    """A signal, and its coefficients, as bars side by side."""

    def paint(left: Axes, right: Axes) -> None:
        for ax, values, title in (
            (left, signal, "raw: 8 numbers"),
            (right, found, "coefficients: 3 of 8 count"),
        ):
            ax.bar(np.arange(len(values)), values, color=SHADE, edgecolor=INK)
            ax.axhline(0, color=INK, lw=1)
            ax.set(title=title, xticks=np.arange(len(values)))

    return chart(
        paint,
        columns=2,
        height=5,
        alt=(
            "Two bar charts. Left, the raw signal: eight numbers, none of them 0. "
            "Right, its eight coefficients: three bars, at 1, 2 and 6, and nothing elsewhere."
        ),
        caption="The same signal, as it was measured and as a sum of known patterns.",
    )


def regions(X: Numbers, y: Numbers, models: Mapping[str, Predict]) -> Drawing:
    """Points of two classes, and below them what each model answers at every place."""

    def paint(*axes: Axes) -> None:
        reach = 1.1 * float(np.abs(X).max())
        line = np.linspace(-reach, reach, 81)
        places = np.stack([grid.ravel() for grid in np.meshgrid(line, line)], axis=1)
        for ax, (name, predict) in zip(axes, models.items(), strict=True):
            answer = predict(places).reshape(len(line), len(line))
            ax.contourf(line, line, answer, levels=[-0.5, 0.5, 1.5], colors=[PAPER, SHADE])
            crosses, circles = X[y == 0], X[y == 1]
            ax.scatter(crosses[:, 0], crosses[:, 1], s=18, marker="x", c=INK, linewidths=0.9)
            ax.scatter(
                circles[:, 0], circles[:, 1], s=18, facecolors=PAPER, edgecolors=INK, linewidths=0.9
            )
            ax.set(title=name, aspect="equal", xlabel="$x_1$", ylabel="$x_2$")

    return chart(
        paint,
        columns=len(models),
        width=17,
        height=6.4,
        alt=(
            "Three pictures of the same points: a ring of crosses, class 0, around a smaller ring "
            "of circles, class 1. The ground is shaded where a model answers class 1. The linear "
            "model cuts the plane along a straight line, right through both classes. With the "
            "hand-made feature the shaded ground is a round disc that holds the circles. The "
            "network's shaded ground is a rounded shape with corners that holds them too."
        ),
        caption="Shaded: where the model answers class 1 (circles).",
    )


def _station(
    ax: Axes, x: float, y: float, text: str, fill: str = PAPER, width: float = 3.0
) -> None:
    """A step of a process, around the point (x, y)."""
    shape = "round,pad=0,rounding_size=0.3"
    corner = (x - width / 2, y - 0.55)
    ax.add_patch(FancyBboxPatch(corner, width, 1.1, shape, facecolor=fill, edgecolor=INK, lw=1.5))
    label(ax, x, y, text)
