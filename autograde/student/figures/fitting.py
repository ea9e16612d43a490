"""The drawings and charts of ``lecture/03_from_numpy_to_nn``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from autograde.student.figures.charts import COLOURS, chart
from autograde.student.figures.drawing import INK, PAPER, SHADE, Drawing, arrow, box, draw, label

Numbers = npt.NDArray[np.float64]

#: Paths on a landscape: a marker and a dash each, so that no colour is needed.
PATHS = (("o", "-"), ("s", "--"), ("^", ":"))


def single_layer() -> Drawing:
    """The cubic as a network with one layer."""

    def paint(ax: Axes) -> None:
        rows = (("1", "a"), ("$x$", "b"), ("$x^2$", "c"), ("$x^3$", "d"))
        for row, (name, weight) in enumerate(rows):
            y = 0.9 + 1.35 * row
            ax.add_patch(Circle((1.6, y), 0.5, facecolor=PAPER, edgecolor=INK, lw=1.5))
            label(ax, 1.6, y, name)
            arrow(ax, (2.2, y), (7.0, 2.5 + 0.28 * row))
            label(ax, 4.2, y + (0.35, -0.05, -0.4, -0.85)[row], weight, style="italic")
        ax.add_patch(Circle((7.9, 2.92), 0.85, facecolor=SHADE, edgecolor=INK, lw=1.5))
        label(ax, 7.9, 2.92, r"$\Sigma$", size=20)
        arrow(ax, (8.8, 2.92), (10.6, 2.92))
        label(ax, 13.2, 2.92, r"$\hat{y} = a + b\,x + c\,x^2 + d\,x^3$")

    return draw(
        paint,
        16.2,
        5.8,
        alt=(
            "A network with a single layer. Four inputs, the constant 1, x, x squared and x cubed, "
            "lead along edges with the weights a, b, c and d to one node that adds them up. Out "
            "comes the prediction a + b x + c x squared + d x cubed. There is no activation."
        ),
        caption="Linear regression is a network with one layer, one output and no activation.",
    )


def samples(x: Any, y: Any) -> Drawing:
    """The points that are to be fitted; every 25th is drawn."""
    places, values = _numbers(x), _numbers(y)

    def paint(ax: Axes) -> None:
        ax.plot(places[::25], values[::25], linestyle="none", marker="o", markersize=4)
        ax.set(xlabel="x", ylabel="y")

    return chart(
        paint,
        height=5,
        alt=(
            f"Points on a sine wave: from x = {places[0]:.2f} to {places[-1]:.2f} they fall from 0 "
            f"to {values.min():.2f}, rise through the origin to {values.max():.2f} and fall back "
            "to 0. They stand at equal distances and exactly on the curve, without any scatter."
        ),
        caption=f"Every 25th of the {len(places)} points.",
    )


def fit(x: Any, y: Any, prediction: Any, losses: Sequence[float], name: str) -> Drawing:
    """A fit beside the sine it was made for, and the losses on the way."""
    places, values, fitted = _numbers(x), _numbers(y), _numbers(prediction)
    gaps = np.abs(fitted - values)

    def paint(left: Axes, right: Axes) -> None:
        left.plot(places, values, label="sine")
        left.plot(places, fitted, label="cubic")
        left.set(xlabel="x", ylabel="y", title=f"{name}: the fit")
        left.legend()
        right.plot(np.arange(1, len(losses) + 1), losses)
        right.set(xlabel="step", ylabel="loss", yscale="log", title="the loss")

    return chart(
        paint,
        height=6,
        columns=2,
        alt=(
            f"Left, the sine as a solid line and the cubic fitted with {name} as a dashed one. "
            f"They are {gaps.mean():.2f} apart on average and {gaps.max():.1f} at most, "
            f"{_where(places[gaps.argmax()], places)}. Right, the loss on a logarithmic axis: in "
            f"{len(losses)} steps it falls from {_short(losses[0])} to {_short(losses[-1])}."
        ),
        caption=f"{name}: largest gap {gaps.max():.1f}, last loss {_short(losses[-1])}.",
    )


def _where(x: float, places: Numbers) -> str:
    """A place in words: a gap may be the same at both ends, but for rounding."""
    return "at an end" if abs(x) == abs(places).max() else f"at x = {x:.1f}"


def _short(value: float) -> str:
    """A number with the few digits that are the same on every machine."""
    if value >= 100:
        return f"{float(f'{value:.3g}'):.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def loss_graph() -> Drawing:
    """The functions that autograd notes down for the summed squares."""

    def paint(ax: Axes) -> None:
        def node(x: float, y: float, sign: str, name: str) -> None:
            box(ax, x, y, sign)
            label(ax, x + 0.8, y + 1.4, name, family="monospace", size=9)

        for row, name in enumerate("abcd"):
            y = 0.5 + 1.9 * row
            node(1.0, y, name, "AccumulateGrad")
            if row:
                node(4.2, y, r"$\times$", "MulBackward0")
                arrow(ax, (4.1, y + 0.55), (2.7, y + 0.55), ":")
        for column in range(3):
            x, y = 7.4 + 1.5 * column, 1.5 + 1.9 * column
            node(x, y, "+", "AddBackward0")
            arrow(ax, (x, y + 0.75), (5.9, y + 1.3), ":")
            if column:
                arrow(ax, (x + 0.3, y - 0.05), (x - 0.4, y - 0.35), ":")
        arrow(ax, (7.3, 1.8), (2.7, 1.05), ":")
        node(13.6, 5.3, "$-$", "SubBackward0")
        node(13.6, 3.0, "$(\\;)^2$", "PowBackward0")
        node(13.6, 0.7, r"$\Sigma$", "SumBackward0")
        arrow(ax, (13.5, 5.85), (12.1, 5.85), ":")
        arrow(ax, (14.4, 4.65), (14.4, 5.25), ":")
        arrow(ax, (14.4, 2.35), (14.4, 2.95), ":")
        label(ax, 16.9, 1.25, "loss", weight="bold")
        arrow(ax, (16.3, 1.25), (15.3, 1.25), ":")

    return draw(
        paint,
        17.9,
        8.1,
        alt=(
            "The graph behind the loss, every node a function. From the loss dotted arrows lead "
            "back to SumBackward0, PowBackward0 and SubBackward0, then down a chain of three "
            "AddBackward0. From each of these an arrow leads to a MulBackward0 and on to the "
            "AccumulateGrad of d, of c or of b; the first addition leads to the AccumulateGrad of "
            "a as well. The data x and y are nowhere in the graph."
        ),
        caption="The way back from the loss. Nodes are functions; tensors travel along the arrows.",
    )


def training_cycle() -> Drawing:
    """The five steps of a training loop."""
    steps = (
        (1.0, 0.7, "1  clear", "optimizer.zero_grad()"),
        (6.4, 0.7, "2  predict", "model(X)"),
        (11.8, 0.7, "3  compare", "loss_fn(prediction, y)"),
        (9.3, 3.9, "4  differentiate", "loss.backward()"),
        (3.5, 3.9, "5  step", "optimizer.step()"),
    )

    def paint(ax: Axes) -> None:
        shape = "round,pad=0,rounding_size=0.3"
        for x, y, name, line in steps:
            ax.add_patch(
                FancyBboxPatch((x, y), 4.7, 1.7, shape, facecolor=SHADE, edgecolor=INK, lw=1.5)
            )
            label(ax, x + 2.35, y + 0.55, name, weight="bold")
            label(ax, x + 2.35, y + 1.2, line, family="monospace", size=10)
        arrow(ax, (5.75, 1.55), (6.35, 1.55))
        arrow(ax, (11.15, 1.55), (11.75, 1.55))
        arrow(ax, (13.8, 2.45), (12.4, 3.85))
        arrow(ax, (9.25, 4.75), (8.25, 4.75))
        arrow(ax, (5.2, 3.85), (3.8, 2.45))

    return draw(
        paint,
        17.5,
        6.3,
        alt=(
            "A cycle of five boxes joined by arrows. 1, clear: optimizer.zero_grad(). 2, predict: "
            "model(X). 3, compare: loss_fn(prediction, y). 4, differentiate: loss.backward(). 5, "
            "step: optimizer.step(). From 5 an arrow leads back to 1."
        ),
        caption="The five steps. One turn round the cycle is one step of training.",
    )


Paths = Mapping[str, Any]


def landscapes(panels: Mapping[str, tuple[Any, Any, Paths]], *, alt: str, caption: str) -> Drawing:
    """The mean squared error over two weights, with the paths of training on it.

    Parameters
    ----------
    panels
        for each title the features (N, 2), the targets (N,) and named paths (steps, 2).
    """

    def paint(*axes: Axes) -> None:
        for ax, (title, (features, targets, paths)) in zip(axes, panels.items(), strict=True):
            tracks = {name: _numbers(path) for name, path in paths.items()}
            _landscape(ax, _numbers(features), _numbers(targets), tracks)
            ax.set(title=title, xlabel="weight of $x$", ylabel="weight of $x^3$")
        axes[0].legend(facecolor=PAPER, edgecolor=INK, frameon=True, framealpha=1, loc="best")

    return chart(
        paint,
        width=8.6 * len(panels),
        height=8.4,
        columns=len(panels),
        alt=alt,
        caption=caption,
    )


def _landscape(
    ax: Axes, features: Numbers, targets: Numbers, tracks: Mapping[str, Numbers]
) -> None:
    best = np.linalg.lstsq(features, targets, rcond=None)[0]
    start = next(iter(tracks.values()))[0]
    # Alike both ways, so that a narrow valley looks narrow; a path that flies off leaves it.
    reach = 0.85 * float(np.abs(start - best).max())
    across, up = (np.linspace(m - reach, m + reach, 200) for m in (start + best) / 2)
    grid = np.stack(np.meshgrid(across, up), axis=-1) - best
    bend = features.T @ features / len(targets)
    height = np.einsum("...i,ij,...j", grid, bend, grid)
    levels = height.max() * 0.25 ** np.arange(7, -1, -1)
    greys = colormaps["Greys"](np.linspace(0.02, 0.4, len(levels)))
    ax.contourf(across, up, height, levels=[0, *levels], colors=greys)
    ax.contour(across, up, height, levels=levels, colors="#8a8f94", linewidths=0.7, linestyles="-")
    for (name, track), (marker, dash), colour in zip(tracks.items(), PATHS, COLOURS, strict=False):
        every = max(1, len(track) // 12)
        ax.plot(*track.T, dash, color=colour, marker=marker, markevery=every, ms=4, label=name)
    ax.plot(*best, marker="*", color=INK, markersize=15, linestyle="none")
    ax.set(xlim=across[[0, -1]], ylim=up[[0, -1]], aspect="equal")


def _numbers(values: Any) -> Numbers:
    """An array of what is a tensor, an array or a list."""
    detached = values.detach() if hasattr(values, "detach") else values
    return np.asarray(detached, dtype=np.float64)
