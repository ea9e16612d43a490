"""The figures of ``lecture/08_activations``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from torch import Tensor

from autograde.exam.criteria.asking import FloatArray
from autograde.student.figures.charts import chart
from autograde.student.figures.drawing import INK, SHADE, Drawing

Activation = Callable[[Tensor], Tensor]
Slope = Callable[[Activation, Tensor], Tensor]


def ramp(z: Tensor) -> Tensor:
    """The piece-wise linear activation, which the lecture leaves as a practice."""
    return torch.nn.functional.hardtanh(z, -0.5, 0.5) + 0.5


def fits(x: Tensor, y: Tensor, predictions: Mapping[str, Tensor]) -> Drawing:
    """Draw what a network made of the same points without an activation and with two of them."""

    def paint(*axes: Axes) -> None:
        for ax, (name, prediction) in zip(axes, predictions.items(), strict=True):
            ax.plot(x[::4], y[::4], linestyle="none", marker="o", markersize=3.5, color="#8a8f94")
            ax.plot(x, prediction, color=INK, linestyle="-")
            ax.set(title=name, ylim=(-1.4, 1.4), xlabel="x", yticks=(-1, 0, 1))

    return chart(
        paint,
        width=18,
        height=6,
        columns=3,
        alt=(
            "Three panels with the same dotted sine wave, one rise and one fall, and a network's "
            "fit to it. Without an activation the fit is a straight line that crosses the wave. "
            "With ReLU it is a line of straight pieces with corners that follows the wave. With "
            "tanh it is a smooth curve that lies on the wave."
        ),
        caption="Dots: the data. Line: the network. Only what stands between its layers differs.",
    )


def panels(functions: Mapping[str, Activation], slope: Slope) -> Drawing:
    """Draw nine activations, each with its slope."""
    z = torch.linspace(-4, 4, 800)

    def paint(*axes: Axes) -> None:
        for ax, (name, f) in zip(axes, functions.items(), strict=True):
            ax.plot(z, _broken(f(z)), label="value")
            ax.plot(z, _broken(slope(f, z)), label="slope")
            ax.set(title=name, xlim=(-4, 4), ylim=(-1.5, 2), xticks=(-4, 0, 4), yticks=(-1, 0, 1))
        axes[0].legend(loc="lower right", fontsize=11)

    return chart(
        paint,
        width=18,
        height=15,
        rows=3,
        columns=3,
        alt=(
            "Nine small panels, each with an activation as a solid and its slope as a dashed line. "
            "Linear: a straight line of slope 1. Step: from 0 up to 1 in one jump; sign: from -1 "
            "up to 1 in one jump; the slope of both is 0. Piece-wise linear: 0, a short ramp, 1; "
            "its slope is 1 on the ramp and 0 beside it. Logistic: an S from 0 to 1 with a low, "
            "wide hill as slope. Tanh: an S from -1 to 1 with a hill of height 1. ReLU: 0 on the "
            "left, a line on the right; the slope jumps from 0 to 1. Leaky ReLU: the same with a "
            "slight fall on the left. GELU: like ReLU, but round, with a shallow dip left of 0."
        ),
        caption="Solid: the activation. Dashed: its slope, by which a gradient is multiplied.",
    )


def _broken(values: Tensor) -> FloatArray:
    """The values as an array, with a gap where they jump."""
    numbers = values.detach().numpy().astype(np.float64)
    numbers[1:][np.abs(np.diff(numbers)) > 0.2] = np.nan
    return numbers


def saturation(functions: Mapping[str, Activation], slope: Slope) -> Drawing:
    """Draw the logistic function and tanh beside their slopes, flat ends shaded."""
    z = torch.linspace(-8, 8, 801)

    def paint(left: Axes, right: Axes) -> None:
        for height in (-1, 0, 0.5, 1):
            left.axhline(height, color="#b8bdc2", linestyle=":", linewidth=1)
        for name in ("logistic", "tanh"):
            left.plot(z, functions[name](z), label=name)
            right.plot(z, slope(functions[name], z), label=name)
        for ax in (left, right):
            ax.axvspan(-8, -4, color=SHADE, alpha=0.5, linewidth=0)
            ax.axvspan(4, 8, color=SHADE, alpha=0.5, linewidth=0)
            ax.set(xlim=(-8, 8), xlabel="net input z")
            ax.set_xticks((-8, -4, 0, 4, 8))
        left.set(title="value", ylim=(-1.5, 1.5), yticks=(-1, 0, 0.5, 1))
        right.set(title="slope", ylim=(0, 1.1), yticks=(0, 0.25, 1))
        right.legend(loc="upper left", handlelength=1.6)

    return chart(
        paint,
        width=18,
        height=7,
        columns=2,
        alt=(
            "Two panels over the net input from -8 to 8. Left, the values: the logistic function "
            "rises from 0 to 1 and passes 0.5 at 0, tanh rises from -1 to 1 and passes 0. Right, "
            "their slopes: a hill of height 0.25 for the logistic function, a narrower one of "
            "height 1 for tanh. The shaded bands below -4 and above 4 show both ends, where the "
            "values lie on their limits and both slopes are next to 0."
        ),
        caption="Shaded: both functions are saturated. The lower end and the upper end are alike.",
    )


def by_layer(norms: Mapping[str, Sequence[float]], scale: float) -> Drawing:
    """Draw which part of the last layer's gradient arrives at each layer."""

    def paint(ax: Axes) -> None:
        for name, values in norms.items():
            ax.plot(range(1, len(values) + 1), [v / values[-1] for v in values], label=name)
        ax.axhline(1, color="#b8bdc2", linestyle=":", linewidth=1)
        # The same axis at every scale: a slider then moves the lines, not the ground.
        ax.set(xlabel="layer", ylabel="gradient norm (last layer = 1)", yscale="log")
        ax.set(ylim=(1e-20, 1e8), xticks=(1, 5, 10, 15, 20))
        ax.legend(loc="lower right")

    return chart(
        paint,
        alt=(
            "The gradient norm at each of 20 layers, as a part of that at the last one, on a "
            "logarithmic axis, with a line each for the logistic function, tanh and ReLU. With "
            "weights at scale 1 the line of the logistic function is the steepest by far: from the "
            "last layer to the first it falls over more than eleven powers of ten. ReLU falls over "
            "three, tanh over less than one."
        ),
        caption=f"Weights at scale {scale:.1f}. A straight line: the same factor at every layer.",
    )
