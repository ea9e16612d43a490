"""The figures of ``lecture/11_digits_mlp``: small images, and a confusion matrix beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from autograde.student.figures.drawing import INK, PAPER, Drawing, draw, grid, label

SIDE = 6  # pixels
GLYPH = 2.1  # how wide an image is drawn
GAP = 0.6
MOST = 6  # images in a line

Numbers = npt.NDArray[np.float64]


def images(rows: npt.ArrayLike, digits: Sequence[int]) -> Drawing:
    """Rows of 36 pixels as images, each with its digit below.

    Parameters
    ----------
    rows
        0 for paper and 1 for ink, (N, 36).
    digits
        what each image shows, as its label has it.
    """
    pixels = _pixels(rows)
    columns = min(MOST, len(pixels))
    lines = -(-len(pixels) // columns)

    def paint(ax: Axes) -> None:
        for index, (image, digit) in enumerate(zip(pixels, digits, strict=True)):
            line, column = divmod(index, columns)
            x, y = 0.9 + column * (GLYPH + GAP), 0.6 + line * (GLYPH + 1.3)
            _glyph(ax, x, y, image)
            label(ax, x + GLYPH / 2, y + GLYPH + 0.5, f"{digit}")

    return draw(
        paint,
        1.2 + columns * (GLYPH + GAP),
        lines * (GLYPH + 1.3) + 0.5,
        alt=(
            f"{len(pixels)} images of {SIDE} by {SIDE} pixels, black for ink and white for paper. "
            f"Their labels are {', '.join(str(digit) for digit in digits)}. The same digit is "
            "drawn in several ways, and here and there a single pixel is wrong."
        ),
        caption=f"The first {len(pixels)} rows of the file, {SIDE} × {SIDE} pixels each, and their "
        "labels.",
    )


def confusion(
    counts: npt.ArrayLike, rows: npt.ArrayLike, actual: Sequence[int], said: Sequence[int]
) -> Drawing:
    """A confusion matrix of the digits 1, 2 and 3, and the images that were misread.

    Parameters
    ----------
    counts
        row: the digit itself, column: what the model said; (3, 3).
    rows
        the pixels of the misread images, (N, 36).
    actual, said
        for each of them the digit itself, and what the model said.
    """
    table = np.asarray(counts, dtype=int)
    pixels = _pixels(rows)
    names = ("1", "2", "3")
    left = 8.4
    columns = max(1, min(4, len(pixels)))
    lines = max(1, -(-len(pixels) // columns))
    height = max(6.2, 1.4 + lines * (GLYPH + 1.4))

    def paint(ax: Axes) -> None:
        top = height / 2 - 1.7
        cells = [[str(n) for n in row] for row in table]
        grid(ax, 2.6, top, cells, {(i, i) for i in range(len(names))}, size=1.3)
        for index, name in enumerate(names):
            label(ax, 2.6 + 1.3 * (index + 0.5), top - 0.4, name)
            label(ax, 2.2, top + 1.3 * (index + 0.5), name)
        label(ax, 4.55, top - 1.1, "the model said")
        label(ax, 1.2, top + 1.95, "the digit is", rotation=90)
        for index, image in enumerate(pixels):
            line, column = divmod(index, columns)
            x, y = left + column * (GLYPH + 1.0), 0.9 + line * (GLYPH + 1.4)
            y += (height - 0.9 - lines * (GLYPH + 1.4)) / 2 - 0.1
            _glyph(ax, x, y, image)
            label(ax, x + GLYPH / 2, y + GLYPH + 0.5, f"{actual[index]} read as {said[index]}")

    told = "; ".join(
        f"of {row.sum()} images of a {name} it read "
        + ", ".join(f"{n} as {other}" for n, other in zip(row, names, strict=True) if n)
        for row, name in zip(table, names, strict=True)
    )
    misread = ", ".join(f"a {a} read as {s}" for a, s in zip(actual, said, strict=True))
    return draw(
        paint,
        left + columns * (GLYPH + 1.0),
        height,
        alt=(
            f"A confusion matrix, a row for each digit and a column for each answer: {told}. "
            f"Beside it the misread images: {misread or 'none'}."
        ),
        caption="Shaded: read rightly. Beside the matrix, every image that was not.",
    )


def _pixels(rows: npt.ArrayLike) -> Numbers:
    pixels: Numbers = np.asarray(rows, dtype=np.float64).reshape(-1, SIDE, SIDE)
    return pixels


def _glyph(ax: Axes, x: float, y: float, image: Numbers) -> None:
    """One image, its top left corner at (x, y)."""
    size = GLYPH / SIDE
    for i, j in np.ndindex(image.shape):
        fill = INK if image[i, j] > 0.5 else PAPER
        place = (x + j * size, y + i * size)
        ax.add_patch(Rectangle(place, size, size, facecolor=fill, edgecolor=INK, lw=0.3))
