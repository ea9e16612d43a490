"""Charts of a class as shapes that a template draws: they take the colours of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from autograde.feedback.summary import Spread

WIDTH, HEIGHT = 560, 240
LEFT, RIGHT, TOP, BOTTOM = 60, 22, 22, 34
#: One dot stands for all points that fall on a place of this size, the larger the more there are.
PLACE = 5
SMALL, LARGE = 2.2, 7.0
#: Steps between two lines across, of which there are not many more than six.
GUIDES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
#: With fewer submissions a third of them says little.
ENOUGH = 30


@dataclass(frozen=True)
class Tick:
    """A value on an axis, and where it stands."""

    at: float
    label: str


@dataclass(frozen=True)
class Bar:
    """A bar from the ground up, with its number above it."""

    x: float
    y: float
    width: float
    height: float
    count: int


@dataclass(frozen=True)
class Histogram:
    """How many students have which score; ``alt`` says it in words."""

    alt: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    median: float


@dataclass(frozen=True)
class Dot:
    """Students at one place of a scatter plot: the more, the larger."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Scatter:
    """A measure against the time it took; ``words`` say what is to be seen."""

    words: str
    dots: tuple[Dot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def histogram(spread: Spread) -> Histogram:
    """Draw how scores lie."""
    wide = (WIDTH - LEFT - RIGHT) / len(spread.bins)
    high = HEIGHT - TOP - BOTTOM
    bars = []
    for number, count in enumerate(spread.bins):
        tall = high * count / max(spread.bins)
        x = LEFT + number * wide
        bars.append(Bar(x + 2, TOP + high - tall, wide - 4, tall, count))
    edges = [spread.edges(number)[0] for number in range(len(spread.bins))] + [spread.top]
    ticks = tuple(Tick(LEFT + i * wide, f"{edge:g}") for i, edge in enumerate(edges))
    told = (
        f"{count:,} with {spread.edges(i)[0]:g} to {spread.edges(i)[1]:g}"
        for i, count in enumerate(spread.bins)
        if count
    )
    alt = f"Points of {spread.count:,} students, of {spread.top:g}: {', '.join(told)}."
    middle = LEFT + (WIDTH - LEFT - RIGHT) * spread.median / spread.top
    return Histogram(alt, tuple(bars), ticks, middle)


def scatter(seconds: Sequence[float], measures: Sequence[float]) -> Scatter:
    """Draw shares, such as accuracies, against seconds; each step to the right takes longer."""
    times = np.log2(np.maximum(seconds, 0.1))
    shares = np.array(measures)
    left, right = np.floor(times.min()), max(np.ceil(times.max()), np.floor(times.min()) + 1)
    step = next((g for g in GUIDES if np.ptp(shares) <= 6 * g), GUIDES[-1])
    low = np.floor(shares.min() / step) * step
    high = max(np.ceil(shares.max() / step) * step, low + step)
    x = LEFT + (WIDTH - LEFT - RIGHT) * (times - left) / (right - left)
    y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (shares - low) / (high - low)
    places = Counter(
        (round(float(i) / PLACE), round(float(j) / PLACE)) for i, j in zip(x, y, strict=True)
    )
    dots = tuple(
        Dot(i * PLACE, j * PLACE, min(SMALL * sqrt(count), LARGE))
        for (i, j), count in sorted(places.items())
    )
    wide = (WIDTH - LEFT - RIGHT) / (right - left)
    across = (Tick(LEFT + (p - left) * wide, _time(2**p)) for p in np.arange(left, right + 1))
    tall = (HEIGHT - TOP - BOTTOM) / round((high - low) / step)
    up = (
        Tick(HEIGHT - BOTTOM - i * tall, _percent(low + i * step, 0))
        for i in range(round((high - low) / step) + 1)
    )
    return Scatter(_told(np.array(seconds), shares), dots, tuple(across), tuple(up))


def _told(seconds: NDArray[np.float64], shares: NDArray[np.float64]) -> str:
    words = (
        f"Half of {len(shares):,} submissions reach {_percent(np.median(shares))} or more, "
        f"and half take {np.median(seconds):.3g} seconds or less."
    )
    if len(shares) >= ENOUGH:
        thirds = np.array_split(shares[np.argsort(seconds, kind="stable")], 3)
        quick, slow = (_percent(np.median(third)) for third in (thirds[0], thirds[2]))
        words += f" The median of the quickest third is {quick}, of the slowest {slow}."
    return words


def _percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def _time(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 120 else f"{seconds / 60:.3g} min"
