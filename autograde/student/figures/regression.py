"""The figures of ``lecture/04_linear_regression``."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from autograde.student.figures.charts import COLOURS, chart
from autograde.student.figures.drawing import INK, PAPER, SHADE, Drawing, arrow, draw, label
from autograde.student.figures.sliders import Sliders, sliders

Numbers = npt.NDArray[np.float64]

STEPS = 30
START = (0.0, 0.0)


def one_layer() -> Drawing:
    """Linear regression as a network with a single layer."""

    def paint(ax: Axes) -> None:
        places = (1.0, 2.5, 4.0, 6.6)
        for y, place in zip(places, ("0", "1", "2", "n"), strict=True):
            feature = "$1$" if place == "0" else f"$x_{place}$"
            ax.add_patch(Circle((2.0, y), 0.55, facecolor=PAPER, edgecolor=INK, lw=1.5))
            label(ax, 2.0, y, feature)
            arrow(ax, (2.6, y), (8.15, 3.6 + 0.12 * (y - 3.6)))
            label(ax, 4.6, y + 0.317 * (3.6 - y) - 0.32, rf"$\theta_{place}$")
        label(ax, 2.0, 5.35, r"$\vdots$", size=18)
        ax.add_patch(Circle((9.0, 3.6), 0.8, facecolor=SHADE, edgecolor=INK, lw=1.5))
        label(ax, 9.0, 3.6, r"$\Sigma$", size=20)
        arrow(ax, (9.85, 3.6), (12.0, 3.6))
        label(ax, 12.7, 3.6, r"$\hat{y}$", size=16)

    return draw(
        paint,
        14,
        7.6,
        alt=(
            "Linear regression as a network with one layer. The nodes on the left are a constant 1 "
            "and the features x1, x2 up to xn. From each an edge leads to a single node on the "
            "right; the edges carry theta0 from the constant and theta1 to thetan from the "
            "features. The node adds everything up and gives y hat."
        ),
        caption="One layer, one output. The edge from the constant 1 carries the bias.",
    )


def points(x: npt.ArrayLike, y: npt.ArrayLike) -> Drawing:
    """The points a line is fitted to."""
    rows, targets = _flat(x), _flat(y)

    def paint(ax: Axes) -> None:
        ax.plot(rows, targets, "o")
        ax.set(xlabel="x", ylabel="y", ylim=(0, None))

    return chart(
        paint,
        height=6,
        alt=(
            f"{len(rows)} points that rise roughly along a straight line, from "
            f"y = {targets[0]:.1f} at x = {rows[0]:g} to y = {targets[-1]:.1f} at x = "
            f"{rows[-1]:g}."
        ),
        caption="Nearly on a line, but not quite.",
    )


def landscape(x: npt.ArrayLike, y: npt.ArrayLike) -> Drawing:
    """The mean squared error over weight and bias."""
    rows, targets = _flat(x), _flat(y)
    best = _best(rows, targets)

    def paint(ax: Axes) -> None:
        _contours(ax, rows, targets, (best[0] - 4.5, best[0] + 4.5), (best[1] - 6, best[1] + 3))
        ax.plot(*best, "P", color=COLOURS[2], markersize=10)
        ax.annotate("lowest point", best, (10, 8), textcoords="offset points", color=INK)

    return chart(
        paint,
        width=11,
        height=9,
        alt=(
            "Contour lines of the loss over the weight, to the right, and the bias, upwards: "
            "circles around a lowest point near weight "
            f"{best[0]:.1f} and bias {best[1]:.1f}, marked with a plus. The further away, the "
            "larger the loss."
        ),
        caption="Each line joins pairs of weight and bias with the same loss.",
    )


def descent(x: npt.ArrayLike, y: npt.ArrayLike, rate: float) -> Drawing:
    """Thirty steps of gradient descent on the landscape, each on all points."""
    rows, targets = _flat(x), _flat(y)
    best = _best(rows, targets)
    path = _path(rows, targets, rate)
    reach = 1.7 * float(np.linalg.norm(np.subtract(best, START)))
    end = _loss(rows, targets, path[-1, 0], path[-1, 1])

    def paint(ax: Axes) -> None:
        weights = best[0] - 0.8 * reach, best[0] + 0.8 * reach
        biases = best[1] - reach, best[1] + 0.6 * reach
        _contours(ax, rows, targets, weights, biases)
        ax.plot(path[:, 0], path[:, 1], "o-", color=COLOURS[1], markersize=4, lw=1.5)
        ax.plot(*START, "s", color=COLOURS[1], markersize=8)
        ax.plot(*best, "P", color=COLOURS[2], markersize=10)
        ax.set(xlim=weights, ylim=biases)
        ax.set_title(f"rate {rate:.2f}: loss {end:.3g} after {STEPS} steps")

    return chart(
        paint,
        width=11,
        height=9,
        alt=(
            f"Contour lines of the loss over weight and bias, with the path of {STEPS} steps of "
            f"gradient descent at the learning rate {rate:.2f}. It starts at weight 0 and bias 0, "
            f"marked with a square, and {_fate(rows, targets, path)} (marked with a plus). At its "
            f"end the loss is {end:.3g}."
        ),
        caption="Square: the start. Dots: one for each step. Plus: the lowest point.",
    )


def rate_slider(x: npt.ArrayLike, y: npt.ArrayLike) -> Sliders:
    """``descent`` with a slider for the learning rate."""
    return sliders(partial(descent, x, y), rate=(0.05, 1.05, 0.05, 0.1))


def cycle() -> Drawing:
    """The five steps of a training loop."""
    top, bottom = 0.8, 4.6
    boxes = (
        (0.6, top, "1 forward", "model(x)"),
        (6.2, top, "2 loss", "loss_fn(..., y)"),
        (11.8, top, "3 backward", "loss.backward()"),
        (11.8, bottom, "4 step", "optimizer.step()"),
        (6.2, bottom, "5 zero_grad", ".zero_grad()"),
    )

    def paint(ax: Axes) -> None:
        wide, tall = 4.4, 1.9
        for x, y, name, code in boxes:
            shape = "round,pad=0,rounding_size=0.3"
            ax.add_patch(FancyBboxPatch((x, y), wide, tall, shape, facecolor=SHADE, edgecolor=INK))
            label(ax, x + wide / 2, y + 0.65, name, weight="bold")
            label(ax, x + wide / 2, y + 1.35, code, family="monospace", size=11)
        arrow(ax, (5.0, top + 0.95), (6.2, top + 0.95))
        arrow(ax, (10.6, top + 0.95), (11.8, top + 0.95))
        arrow(ax, (14.0, top + tall), (14.0, bottom))
        arrow(ax, (11.8, bottom + 0.95), (10.6, bottom + 0.95))
        ax.plot((6.2, 2.8), (bottom + 0.95, bottom + 0.95), color=INK, lw=1.3)
        arrow(ax, (2.8, bottom + 0.98), (2.8, top + tall))
        label(ax, 2.8, bottom + 1.55, "next batch", style="italic")

    return draw(
        paint,
        16.8,
        7.2,
        alt=(
            "Five boxes in a circle, joined by arrows. 1 forward, model(x), leads to 2 loss, to 3 "
            "backward, loss.backward(), to 4 step, optimizer.step(), to 5 zero_grad, and with the "
            "next batch back to 1 forward."
        ),
        caption="One round for each batch; an epoch is as many rounds as there are batches.",
    )


def _flat(values: npt.ArrayLike) -> Numbers:
    flat: Numbers = np.asarray(values, dtype=np.float64).reshape(-1)
    return flat


def _best(x: Numbers, y: Numbers) -> tuple[float, float]:
    """Weight and bias at the lowest point."""
    weight, bias = np.polyfit(x, y, 1)
    return float(weight), float(bias)


def _loss(x: Numbers, y: Numbers, weight: float, bias: float) -> float:
    return float(np.mean((weight * x + bias - y) ** 2))


def _path(x: Numbers, y: Numbers, rate: float) -> Numbers:
    """Weight and bias before the first step and after each one."""
    place, places = np.array(START), [np.array(START)]
    for _ in range(STEPS):
        slip = place[0] * x + place[1] - y
        place = place - rate * 2 * np.array([np.mean(slip * x), np.mean(slip)])
        places.append(place)
    return np.array(places)


def _fate(x: Numbers, y: Numbers, path: Numbers) -> str:
    """Where a path has led, in words."""
    first, last = (_loss(x, y, *path[place]) for place in (0, -1))
    least = _loss(x, y, *_best(x, y))
    left = (last - least) / (first - least)
    if left > 1.001:
        return "jumps further and further away from the lowest point"
    if left > 0.999:
        return "jumps back and forth across the lowest point"
    if left < 0.001:
        return "ends at the lowest point"
    return "ends short of the lowest point"


def _contours(
    ax: Axes,
    x: Numbers,
    y: Numbers,
    weights: tuple[float, float],
    biases: tuple[float, float],
) -> None:
    """Lines of equal loss over a window of weights and biases."""
    w, b = np.meshgrid(np.linspace(*weights, 121), np.linspace(*biases, 121))
    slips = w[..., None] * x + b[..., None] - y
    loss = np.mean(slips**2, axis=-1)
    least = _loss(x, y, *_best(x, y))
    levels = least + (loss.max() - least) * np.array([0.004, 0.02, 0.06, 0.14, 0.28, 0.5, 0.8])
    ax.contour(w, b, loss, levels=levels, colors=INK, linewidths=0.8, linestyles="-", alpha=0.55)
    ax.set(xlabel="weight", ylabel="bias")
