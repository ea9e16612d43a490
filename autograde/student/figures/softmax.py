"""The figures of ``lecture/09_softmax``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from matplotlib.axes import Axes
from torch import Tensor

from autograde.student.figures.charts import chart
from autograde.student.figures.drawing import INK, SHADE, Cell, Drawing, draw, grid, label

FAINT = "#b8bdc2"


def three_steps(logits: Tensor) -> Drawing:
    """Draw three logits on their way through the softmax, as bars."""
    powers = torch.exp(logits)
    steps = {
        "logit z": logits,
        "$e^z$": powers,
        "$e^z$, divided by the sum": powers / powers.sum(),
    }

    def paint(*axes: Axes) -> None:
        for ax, (name, values) in zip(axes, steps.items(), strict=True):
            _bars(ax, values, 2 if name.startswith("logit") else 3)
            ax.set(title=name, ylim=(0, 1.15 * float(values.max())), yticks=())
            ax.spines["left"].set_visible(False)

    numbers = "; ".join(
        f"{name.strip('$')}: {', '.join(f'{v:.3f}' for v in values)}"
        for name, values in zip(("logits", "powers", "shares"), steps.values(), strict=True)
    )
    return chart(
        paint,
        width=18,
        height=6,
        columns=3,
        alt=(
            "Three panels with three bars each, one for each class. The order of the bars is the "
            f"same in all panels, their proportions are not. {numbers}."
        ),
        caption="The power makes every number positive, the division makes them add up to 1.",
    )


def scores(values: Tensor, temperature: float) -> Drawing:
    """Draw the scores of the classes at one temperature, as bars."""

    def paint(ax: Axes) -> None:
        _bars(ax, values, 3)
        ax.axhline(1 / len(values), color=FAINT, linestyle=":", linewidth=1.5)
        ax.set(title=f"T = {temperature:.1f}", ylim=(0, 1.1), ylabel="score")

    return chart(
        paint,
        width=10,
        height=6,
        alt=(
            "A bar for the score of each class, and a dotted line where all would be equal. At "
            "temperature 1 class 0 is first, class 2 close behind, class 1 last; towards 0 class 0 "
            "takes everything, at high temperatures the bars approach the dotted line."
        ),
        caption="Dotted: what each class would get if all were alike.",
    )


def _bars(ax: Axes, values: Tensor, digits: int) -> None:
    numbers = [float(v) for v in values]
    bars = ax.bar(range(len(numbers)), numbers, color=SHADE, edgecolor=INK, width=0.6)
    ax.bar_label(bars, [f"{v:.{digits}f}" for v in numbers], padding=3)
    ax.set_xticks(range(len(numbers)), [f"class {k}" for k in range(len(numbers))])


def which_dim() -> Drawing:
    """Draw what adds up to 1 in a batch, without a dim and with either."""
    whole = {(i, j) for i in range(4) for j in range(3)}
    kinds: tuple[tuple[str, str, set[Cell]], ...] = (
        ("no dim", "all 12 numbers", whole),
        ("dim=0", "each column", {(i, 1) for i in range(4)}),
        ("dim=1", "each row", {(1, j) for j in range(3)}),
    )

    def paint(ax: Axes) -> None:
        for index, (name, what, shaded) in enumerate(kinds):
            left = 1.7 + 5.6 * index
            grid(ax, left, 1.6, [[""] * 3 for _ in range(4)], shaded)
            label(ax, left + 1.5, 0.8, name, family="monospace")
            label(ax, left + 1.5, 6.4, what)
        label(ax, 0.8, 3.6, "rows", rotation=90)
        label(ax, 3.2, 7.2, "adds up to 1", size=11)
        label(ax, 8.8, 7.2, "adds up to 1", size=11)
        label(ax, 14.4, 7.2, "adds up to 1", size=11)

    return draw(
        paint,
        17,
        7.8,
        alt=(
            "The same batch of four rows and three classes three times, with the numbers shaded "
            "that add up to 1. Without a dim all twelve are shaded. With dim=0 it is one column, "
            "the scores of one class over all rows. With dim=1 it is one row, the scores of all "
            "classes for one example, which is what is wanted."
        ),
        caption="Shaded: one group of numbers that share the 1. Only on the right is it a row.",
    )


def temperature(logits: Tensor) -> Drawing:
    """Draw how the scores of three classes change with the temperature."""
    at = torch.logspace(-1.3, 1.3, 200, dtype=logits.dtype)
    by_class = torch.softmax(logits / at.unsqueeze(1), dim=1).T

    def paint(ax: Axes) -> None:
        for k, values in enumerate(by_class):
            ax.plot(at, values, label=f"class {k}, logit {float(logits[k]):.2f}")
        ax.axhline(1 / 3, color=FAINT, linestyle=":", linewidth=1.5)
        ax.axvline(1, color=FAINT, linestyle=":", linewidth=1.5)
        ax.set(xscale="log", xlabel="temperature T", ylabel="score", ylim=(-0.02, 1.04))
        ax.set_xticks((0.1, 1, 10), ("0.1", "1", "10"))
        ax.legend()

    return chart(
        paint,
        alt=(
            "The scores of three classes over the temperature, on a logarithmic axis. At the left "
            "end, near 0, class 0 has nearly everything. With rising temperature class 2 comes up "
            "to class 0, and class 1 follows; at the right end all three lie close to a third. The "
            "lines never cross."
        ),
        caption="Dotted: temperature 1, the plain softmax, and the third that each class tends to.",
    )


def reliability(bins: Mapping[str, Sequence[tuple[float, float]]]) -> Drawing:
    """Draw mean score against the share that was right, for groups of rows with like scores."""

    def paint(ax: Axes) -> None:
        ax.plot((0.3, 1), (0.3, 1), color=FAINT, linestyle=":", linewidth=1.5)
        for (name, points), marker in zip(bins.items(), "os", strict=False):
            mean, right = zip(*points, strict=True)
            ax.plot(mean, right, marker=marker, markersize=8, label=name)
        ax.set(xlabel="mean top score", ylabel="share that was right")
        ax.set(xlim=(0.3, 1.02), ylim=(0.3, 1.02))
        ax.legend()

    return chart(
        paint,
        width=10,
        height=8.4,
        alt=(
            "The share of rows that were classified rightly against their mean top score, in four "
            "groups of rows. On the dotted diagonal the two are equal. The line of the plain "
            "softmax lies far below it in every group; the line of the softmax at the temperature "
            "that was chosen lies close to the diagonal."
        ),
        caption="Dotted: where a score of 0.8 is right in 8 of 10 cases. Below it: too sure.",
    )
