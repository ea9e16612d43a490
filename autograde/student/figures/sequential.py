"""The charts of ``lecture/10_sequential_models``."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from matplotlib.axes import Axes

from autograde.student.figures.charts import chart
from autograde.student.figures.drawing import Drawing


def folds(line: torch.Tensor, folded: Mapping[int, torch.Tensor]) -> Drawing:
    """The line from 0 to 1 after each number of folds."""

    def paint(*axes: Axes) -> None:
        for ax, (times, values) in zip(axes, folded.items(), strict=True):
            ax.plot(line.squeeze(1).numpy(), values.numpy(), linewidth=1.4)
            ax.set_title("1 fold" if times == 1 else f"{times} folds")
            ax.set(xlabel="input", xticks=(0, 1), yticks=(0, 1))
        axes[0].set_ylabel("output")

    return chart(
        paint,
        columns=len(folded),
        width=18,
        height=4.6,
        alt=(
            "Four panels, the output between 0 and 1 against the input between 0 and 1. After one "
            "fold the line goes straight up to 1 in the middle and straight down again: one tooth. "
            "After two folds there are two teeth, after three folds four, after five folds "
            "sixteen narrow ones, all of the same height."
        ),
        caption="Each fold doubles the number of straight pieces: 2, 4, 8 and 32.",
    )
