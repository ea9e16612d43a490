"""A neuron, and networks as nodes and edges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from autograde.student.figures.drawing import INK, PAPER, SHADE, Drawing, arrow, draw, label

MOST = 6  # nodes of a layer that are drawn; a larger layer shows its first and last ones
RADIUS = 0.42


def neuron() -> Drawing:
    """Inputs, weights on the edges, a bias, a sum and an activation."""

    def paint(ax: Axes) -> None:
        for row, name in enumerate(("1", "2", "3")):
            y = 1.2 + 1.7 * row
            _node(ax, 1.4, y, f"$x_{name}$")
            arrow(ax, (1.85, y), (6.15, 2.9 + 0.3 * (row - 1)))
            label(ax, 3.6, y + (0.1, -0.3, -0.95)[row], f"$w_{name}$")
        label(ax, 7, 0.7, "bias $b$")
        arrow(ax, (7, 1.05), (7, 2.0))
        ax.add_patch(Circle((7, 2.9), 0.85, facecolor=SHADE, edgecolor=INK, lw=1.5))
        label(ax, 7, 2.9, r"$\Sigma$", size=20)
        arrow(ax, (7.9, 2.9), (10.6, 2.9))
        label(ax, 9.2, 2.4, "$z$")
        ax.add_patch(Circle((11.5, 2.9), 0.85, facecolor=SHADE, edgecolor=INK, lw=1.5))
        label(ax, 11.5, 2.9, "$f$", size=20)
        arrow(ax, (12.4, 2.9), (14.4, 2.9))
        label(ax, 15.4, 2.9, "$a = f(z)$")
        label(ax, 8.2, 5.3, "$z = w_1 x_1 + w_2 x_2 + w_3 x_3 + b$")

    return draw(
        paint,
        17,
        6,
        alt=(
            "A neuron. Three inputs x1, x2 and x3 lead along edges with the weights w1, w2 and w3 "
            "to a node that adds up the weighted inputs and a bias b. The sum z goes into a second "
            "node, the activation f, and out comes a = f(z)."
        ),
        caption="Weights sit on the edges; the bias is added in the node.",
    )


def network(sizes: Sequence[int], names: Sequence[str]) -> Drawing:
    """A fully connected network: a column of nodes for each layer, an edge for each weight.

    Parameters
    ----------
    sizes
        how many nodes each layer has, the inputs first.
    names
        what is written below each layer.
    """
    step, tall = 4.2, 0.9 * MOST + 0.8

    def paint(ax: Axes) -> None:
        columns = [_heights(size, tall) for size in sizes]
        for index, (left, right) in enumerate(pairwise(columns)):
            x = 1.9 + step * index
            for start in left:
                for end in right:
                    ax.plot(
                        (x + RADIUS, x + step - RADIUS), (start, end), color=INK, lw=0.6, zorder=1
                    )
        for index, (column, size, name) in enumerate(zip(columns, sizes, names, strict=True)):
            x = 1.9 + step * index
            for y in column:
                _node(ax, x, y, "", SHADE if 0 < index < len(sizes) - 1 else PAPER)
            if size > MOST:
                label(ax, x, tall / 2, r"$\vdots$", size=18)
            label(ax, x, tall + 0.3, name)
            label(ax, x, tall + 1.0, f"{size}", family="monospace")

    weights = sum(a * b for a, b in pairwise(sizes))
    layers = ", ".join(f"{name} with {size}" for name, size in zip(names, sizes, strict=True))
    return draw(
        paint,
        step * (len(sizes) - 1) + 3.8,
        tall + 1.6,
        alt=(
            f"A fully connected network, its layers side by side as columns of nodes: {layers}. "
            "Every node has an edge to every node of the next layer, and to none of its own: "
            f"{weights} edges in all."
        ),
        caption=f"Each of the {weights:,} edges carries a weight; each node after the inputs, a "
        "bias.",
    )


def _heights(size: int, tall: float) -> list[float]:
    """Where the nodes of a layer stand; the middle stays free where not all are drawn."""
    if size <= MOST:
        return [tall / 2 + 0.9 * (i - (size - 1) / 2) for i in range(size)]
    return [tall / 2 + 0.95 * i for i in (-2.6, -1.6, 1.6, 2.6)]


def _node(ax: Axes, x: float, y: float, text: str, fill: str = PAPER) -> None:
    ax.add_patch(Circle((x, y), RADIUS, facecolor=fill, edgecolor=INK, lw=1.5))
    label(ax, x, y, text)
