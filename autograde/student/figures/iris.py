"""The charts of ``lecture/06_iris_mlp``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from matplotlib.axes import Axes
from torch import nn

from autograde.student.figures.charts import COLOURS, chart
from autograde.student.figures.drawing import INK, PAPER, SHADE, Drawing

Floats = npt.NDArray[np.floating]
Labels = npt.NDArray[np.integer]

SPECIES = ("setosa", "versicolor", "virginica")
MARKERS = ("o", "s", "^")
FILLS = (PAPER, COLOURS[1], INK)
GROUNDS = ("#fbfbf8", SHADE, "#d9d4c7")


def petals(X: Floats, y: Labels) -> Drawing:
    """The three species by length and width of their petals."""

    def paint(ax: Axes) -> None:
        _scatter(ax, X[:, 2], X[:, 3], y, 50)
        ax.set(xlabel="petal length (cm)", ylabel="petal width (cm)")
        ax.legend(loc="upper left")

    return chart(
        paint,
        alt=(
            "Scatter plot of 150 flowers, petal length against petal width, both in centimetres. "
            "Setosa, as white circles, lies far off at the bottom left, with short and narrow "
            "petals. Versicolor, as blue squares, is in the middle. Virginica, as dark triangles, "
            "follows at the top right. The last two touch and overlap a little."
        ),
        caption="Setosa stands apart; the other two share a border zone.",
    )


def training(
    losses: Mapping[str, Sequence[float]],
    accuracies: Mapping[str, Sequence[float]],
    *,
    floor: float | None = None,
    alt: str,
    caption: str,
) -> Drawing:
    """Losses at the left, accuracies at the right, both by epoch."""

    def paint(left: Axes, right: Axes) -> None:
        for ax, series, name in ((left, losses, "loss"), (right, accuracies, "accuracy")):
            for label, values in series.items():
                ax.plot(range(1, len(values) + 1), values, label=label)
            ax.set(xlabel="epoch", ylabel=name)
        right.set_ylim(0, 1.03)
        left.set_ylim(bottom=0)
        if floor is not None:
            left.axhline(floor, color=INK, lw=0.8)
            left.text(98, floor - 0.03, f"{floor:.3f}", ha="right", va="top", fontsize=11)
        if len(losses) > 1:
            left.set_ylim(top=1.75)  # room for the legend above the curves
            left.legend(loc="upper right", fontsize=11)

    return chart(paint, columns=2, alt=alt, caption=caption, height=6)


def boundaries(models: Mapping[int, nn.Module], X: torch.Tensor, y: torch.Tensor) -> Drawing:
    """What a model on two features answers everywhere, after each of some epochs."""
    across, up = np.meshgrid(np.linspace(-1.9, 2.1, 160), np.linspace(-1.9, 2.1, 160))
    points = torch.tensor(np.stack([across.ravel(), up.ravel()], axis=1), dtype=torch.float32)

    def paint(*axes: Axes) -> None:
        for ax, (epoch, model) in zip(axes, models.items(), strict=True):
            with torch.inference_mode():
                logits = model(points).reshape(*across.shape, len(SPECIES)).numpy()
            for species, ground in enumerate(GROUNDS):
                others = np.delete(logits, species, axis=-1).max(axis=-1)
                lead = logits[..., species] - others
                ax.contourf(across, up, lead, levels=(0, np.inf), colors=[ground])
                if lead.min() < 0 < lead.max():
                    ax.contour(across, up, lead, levels=(0,), colors=[INK], linewidths=0.8)
            _scatter(ax, X[:, 0].numpy(), X[:, 1].numpy(), y.numpy(), 16)
            ax.set_title(f"after epoch {epoch}" if epoch else "before training")
            ax.set(xlabel="petal length", xticks=(), yticks=())
        axes[0].set(ylabel="petal width")
        axes[-1].legend(loc="lower right", fontsize=9, handletextpad=0, borderaxespad=0)

    return chart(
        paint,
        columns=len(models),
        width=18,
        height=5.4,
        alt=(
            f"{len(models)} panels side by side, petal length against petal width, with the "
            f"training rows and the ground shaded by the model's answer: {_stages(models)}. "
            "In the first panel every point gets the same answer. In the second one a border "
            "parts setosa at the bottom left from the rest. In the last two, borders part all "
            "three species, one of them through the zone where versicolor and virginica touch."
        ),
        caption="The same network at four moments. Lines are borders, shades its answers.",
    )


def _stages(models: Mapping[int, nn.Module]) -> str:
    return ", ".join(f"after epoch {epoch}" if epoch else "before training" for epoch in models)


def _scatter(ax: Axes, across: Floats, up: Floats, y: Labels, size: float) -> None:
    for species, (name, marker, fill) in enumerate(zip(SPECIES, MARKERS, FILLS, strict=True)):
        own = y == species
        ax.scatter(
            across[own], up[own], size, marker=marker, color=fill, edgecolor=INK, lw=0.8, label=name
        )
