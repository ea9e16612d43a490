"""Draw the course's data: noisy digits on a grid, and a made-up credit table.

Every function takes a NumPy generator, so the same seed gives the same rows, and an examiner can
draw as many fresh rows as it likes. `datasets/generate.py` uses them to write the shipped files.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

# The chance that one pixel is flipped, tuned so that a simple model does well and not perfectly:
# logistic regression on 64 rows of digits01 scores about 0.955 on fresh rows (the best possible
# rule 0.992), a small MLP on 77 rows of digits123 about 0.94 (the best possible rule 0.995).
FLIP_01: Final = 0.09
FLIP_123: Final = 0.05

# One string per variant, "#" for ink: the rows of the grid, top to bottom.
ZEROS: Final = (
    "### #.# #.# ###",
    ".#. #.# #.# .#.",
    ".## #.# #.# ##.",
    "... ### #.# ###",
    "### #.# ### ...",
    "##. #.# #.# .##",
)
ONES: Final = (
    ".#. .#. .#. .#.",
    "##. .#. .#. .#.",
    ".#. ##. .#. ###",
    "..# .## ..# ..#",
    "..# ..# ..# ..#",
)

ONES_6X6: Final = (
    "..#... .##... ..#... ..#... ..#... .###..",
    "...#.. ..##.. ...#.. ...#.. ...#.. ...#..",
    "...#.. ..##.. .#.#.. ...#.. ...#.. ..###.",
    "..##.. ..##.. ..##.. ..##.. ..##.. ..##..",
    ".....# ....#. ...#.. ..#... .#.... #.....",
    "...... ..#... .##... ..#... ..#... ......",
    "...... ...#.. ...#.. ...#.. ...#.. ..###.",
)
TWOS_6X6: Final = (
    ".###.. #...#. ....#. ..##.. .#.... #####.",
    ".####. .....# .....# ..###. .#.... .#####",
    "#####. ....#. ....#. #####. #..... #####.",
    "..##.. .#..#. ....#. ...#.. ..#... .####.",
    ".###.. #...#. ...#.. ..#... .#.... ######",
    "...... .##... ...#.. ..#... .###.. ......",
    "...... ..###. ....#. ..###. ..#... ..###.",
)
THREES_6X6: Final = (
    ".###.. #...#. ..##.. ....#. #...#. .###..",
    "#####. ....#. ..###. ....#. ....#. #####.",
    ".####. .....# ..###. .....# .....# .####.",
    "..##.. .#..#. ...#.. ....#. .#..#. ..##..",
    "#####. ...#.. ..##.. ....#. #...#. .###..",
    "...... .##... ...#.. ..#... ...#.. .##...",
    "...... ..###. ....#. ..###. ....#. ..###.",
)


@dataclass(frozen=True)
class _Customers:
    """One class of the credit table: how many rows, and (mean, deviation) of its columns."""

    count: int
    income: tuple[float, float]
    debt: tuple[float, float]
    score: tuple[float, float]


# Class 0 shows in the income; only the score tells class 1 from class 2. One common mean and
# deviation for all columns flattens age and score against tens of thousands, so a model that sees
# the table scaled that way can do no better than take class 2 for class 1.
CUSTOMERS: Final = (
    _Customers(43, income=(80_000, 35_000), debt=(60_000, 40_000), score=(45, 20)),
    _Customers(76, income=(230_000, 70_000), debt=(100_000, 45_000), score=(70, 13)),
    _Customers(31, income=(250_000, 60_000), debt=(95_000, 45_000), score=(20, 10)),
)


def draw_digits01(
    n_per_class: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Draw noisy 4x3 glyphs of the digits 0 and 1, rows in random order.

    Returns `X`, float32 of shape (2 * n_per_class, 12) holding 0. and 1. (the four rows of the
    grid one after the other), and `y`, int64 of shape (2 * n_per_class,) holding 0 and 1.
    """
    return _draw({0: ZEROS, 1: ONES}, n_per_class, FLIP_01, rng)


def draw_digits123(
    n_per_class: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Draw noisy 6x6 glyphs of the digits 1, 2 and 3, rows in random order.

    Returns `X`, float32 of shape (3 * n_per_class, 36) holding 0. and 1., and `y`, int64 of shape
    (3 * n_per_class,) holding the digits 1, 2 and 3 themselves, not class numbers from 0.
    """
    return _draw({1: ONES_6X6, 2: TWOS_6X6, 3: THREES_6X6}, n_per_class, FLIP_123, rng)


def draw_credit(rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw 150 made-up customers in random order, 43, 76 and 31 of the classes 0, 1 and 2.

    Returns float64 of shape (150, 5), the columns being class, age (23 to 50), income and debt
    (whole amounts of money) and a score (0 to 100); age says nothing about the class.
    """
    rows = []
    for label, group in enumerate(CUSTOMERS):
        columns = (
            np.full(group.count, label),
            rng.uniform(23, 50, group.count).round(4),
            rng.normal(*group.income, group.count).clip(10_000, 400_000).round(),
            rng.normal(*group.debt, group.count).clip(1_000, 200_000).round(),
            rng.normal(*group.score, group.count).clip(0, 100).round(4),
        )
        rows.append(np.column_stack(columns))
    return rng.permutation(np.concatenate(rows))


def _draw(
    variants: dict[int, tuple[str, ...]], n_per_class: int, flip: float, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Pick a variant at random for each row, then flip each pixel with chance `flip`."""
    clean = []
    for glyphs in variants.values():
        grids = np.array([_pixels(glyph) for glyph in glyphs])
        clean.append(grids[rng.integers(len(grids), size=n_per_class)])
    ink = np.concatenate(clean)
    ink ^= rng.random(ink.shape) < flip
    digits = np.repeat(np.array(list(variants), dtype=np.int64), n_per_class)
    order = rng.permutation(len(digits))
    return ink[order].astype(np.float32), digits[order]


def _pixels(glyph: str) -> list[bool]:
    return [mark == "#" for mark in glyph.replace(" ", "")]
