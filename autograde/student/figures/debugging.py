"""The figures of ``lecture/07_fix_the_notebook``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from autograde.student.figures.charts import chart
from autograde.student.figures.drawing import INK, PAPER, SHADE, Drawing, arrow, draw, grid, label


def stale_optimizer() -> Drawing:
    """Two names, two models, and what the optimizer holds."""

    def paint(ax: Axes) -> None:
        for y, name, fill in ((0.9, "Iris model", PAPER), (3.9, "credit model", SHADE)):
            shaded = {(0, i) for i in range(4)} if fill == SHADE else ()
            grid(ax, 7.4, y, [["$W_1$", "$b_1$", "$W_2$", "$b_2$"]], shaded, size=1.1)
            label(ax, 9.6, y - 0.45, name)
        label(ax, 2.0, 1.45, "optimizer", family="monospace")
        label(ax, 2.0, 4.45, "model", family="monospace")
        arrow(ax, (3.6, 1.45), (7.2, 1.45))
        arrow(ax, (2.9, 4.45), (7.2, 4.45))
        arrow(ax, (2.9, 4.1), (7.2, 2.1), linestyle=":")
        label(ax, 14.7, 1.15, "steps,")
        label(ax, 14.7, 1.85, "no gradients")
        label(ax, 14.7, 4.15, "gradients,")
        label(ax, 14.7, 4.85, "no steps")

    return draw(
        paint,
        17,
        5.6,
        alt=(
            "Two models, each with the tensors W1, b1, W2 and b2. The name optimizer leads to the "
            "tensors of the Iris model: they get steps but no gradients. The name model leads to "
            "the tensors of the credit model: they get gradients but no steps. A dotted arrow "
            "shows that the name model led to the Iris model before."
        ),
        caption="Dotted: where the name model led when the optimizer was made.",
    )


def columns(
    tables: Mapping[str, npt.ArrayLike],
    names: Sequence[str],
) -> Drawing:
    """Where the values of each column lie, a panel for each scaling."""
    arrays = {title: np.asarray(table, dtype=float) for title, table in tables.items()}

    def paint(*axes: Axes) -> None:
        for index, (ax, (title, values)) in enumerate(zip(axes, arrays.items(), strict=True)):
            for row, column in enumerate(values.T):
                ax.plot(column, np.full(len(column), row), "|", color=INK, ms=16, mew=1, alpha=0.5)
            ax.set(title=title, ylim=(len(names) - 0.5, -0.5))
            ax.set_yticks(range(len(names)), names if index == 0 else [""] * len(names))
            ax.locator_params(axis="x", nbins=4)
            ax.ticklabel_format(axis="x", style="plain")

    spreads = "; ".join(
        f"{title}: deviations "
        + ", ".join(f"{name} {_short(d)}" for name, d in zip(names, v.std(axis=0), strict=True))
        for title, v in arrays.items()
    )
    return chart(
        paint,
        columns=len(arrays),
        width=19,
        height=6,
        alt=(
            "Three panels with the values of the four columns as strokes along a line. As in the "
            "file and with one mean for all, the strokes of age and score lie on one another in a "
            "single place, while income and debt spread widely. With one mean each, all four "
            f"columns spread alike. {spreads}."
        ),
        caption="Each stroke is a customer. A column whose strokes lie in one place tells a "
        "network nothing.",
    )


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 1_000 else f"{number:.2g}"


def losses(histories: Mapping[str, Sequence[float]], floor: float) -> Drawing:
    """The loss curves of several versions, and the floor that a softmax before the loss sets."""

    def paint(ax: Axes) -> None:
        for name, history in histories.items():
            (line,) = ax.plot(range(1, len(history) + 1), history)
            ax.text(len(history) + 4, history[-1] + 0.01, name, va="center")
            ax.plot(len(history), history[-1], "o", ms=4, color=line.get_color())
        ax.axhline(floor, color=INK, lw=1, ls=(0, (1, 3)))
        ax.text(1, floor - 0.02, "floor with a softmax before the loss", va="top")
        ax.set(xlabel="epoch", ylabel="mean loss", ylim=(0.3, 1.15))
        longest = max(len(history) for history in histories.values())
        ax.set(xlim=(0, 1.35 * longest), xticks=range(0, longest + 1, 50))

    ends = ", ".join(f"{name} {h[0]:.2f} to {h[-1]:.2f}" for name, h in histories.items())
    return chart(
        paint,
        alt=(
            "Training loss of each version against the epoch, and a faint level line at "
            f"{floor:.3f}, below which no loss with a softmax in front can fall. First to last "
            f"epoch: {ends}."
        ),
        caption="Each mend lets the loss fall further. The published version, stopped after 20 "
        "epochs, stays where it began.",
    )


def stages(
    scores: Mapping[str, float],
    intervals: Mapping[str, Sequence[float]],
    baselines: Mapping[str, float],
) -> Drawing:
    """The test accuracy of each version with a bar for luck, and the baselines as lines."""

    def paint(ax: Axes) -> None:
        for row, (name, score) in enumerate(scores.items()):
            low, high = intervals[name]
            ax.plot((low, high), (row, row), color=INK, lw=1.5, ls="-")
            ax.plot(score, row, "o", color=INK, ms=9)
            box = {"facecolor": PAPER, "lw": 0, "pad": 1}
            ax.text(score, row - 0.2, f"{score:.2f}", ha="center", va="bottom", bbox=box)
        for (name, value), dashes in zip(baselines.items(), ("--", ":"), strict=False):
            ax.axvline(value, color="#2f74b5", lw=1.5, ls=dashes, zorder=0)
            ax.text(value, -0.75, name, ha="center", va="bottom")
        ax.set_yticks(range(len(scores)), list(scores))
        ax.set(xlabel="test accuracy", xlim=(0.3, 1.02), ylim=(len(scores) - 0.6, -0.7))

    stages = "; ".join(
        f"{name} {score:.2f}, by luck {intervals[name][0]:.2f} to {intervals[name][1]:.2f}"
        for name, score in scores.items()
    )
    levels = ", ".join(f"{name} {value:.2f}" for name, value in baselines.items())
    return chart(
        paint,
        alt=(
            f"Test accuracy of each version as a dot, with a bar for what luck does: {stages}. "
            f"Two upright lines are the baselines: {levels}."
        ),
        caption="The bars are what luck alone does on 50 rows.",
    )
