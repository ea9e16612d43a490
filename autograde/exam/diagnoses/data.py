"""Misunderstandings in loading and splitting data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.generic]
Rows = npt.NDArray[np.int64]

#: Whoever standardises MNIST multiplies its pixels by 3.2, a column of it by up to 20 or so.
MANY = 50.0


def wrong_table(X: Numbers, y: Numbers, pixels: Numbers) -> str | None:
    """A table that lost a row to the header, or whose label column went astray."""
    n, columns = pixels.shape
    if X.ndim == 2 and len(X) == len(np.unique(pixels, axis=0)) < n - 1:
        return (
            f"X has {len(X)} rows, the file {n}: of rows that occur more than once only one was "
            "kept, but each is a digit of its own."
        )
    if X.ndim == 2 and len(X) == n - 1:
        return (
            f"X has {n - 1} rows, the file {n}: its first row was taken for column names "
            "(`header=None` says that there are none)."
        )
    if X.shape == (n, columns + 1):
        return f"X has {columns + 1} columns: the label is still among the pixels."
    if X.shape != (n, columns):
        return f"X has shape {X.shape}, but {n} rows of {columns} pixels were in the file."
    if y.shape != (n,):
        return f"y has shape {y.shape}, but ({n},) was asked for."
    return None


def scaled_before_split(X: Numbers) -> tuple[str, str] | None:
    """Pixels standardised over the whole table: slug and evidence."""
    values = X.astype(np.float64)
    if np.allclose(values.mean(axis=0), 0, atol=1e-3) and np.allclose(
        values.std(axis=0), 1, atol=0.05
    ):
        return "scaler-leakage", (
            "Every column of X has mean 0 and deviation 1: it was standardised over the whole "
            "table, before there is a test part."
        )
    seen = standardised_as_a_whole(X)
    return (
        ("global-standardisation", f"{seen} There is no test part yet, either.") if seen else None
    )


def standardised_as_a_whole(X: Numbers) -> str | None:
    """One mean and one deviation for columns that have others each."""
    values = X.astype(np.float64)
    means = values.mean(axis=0)
    whole = abs(means.mean()) < 1e-3 and abs(values.std() - 1) < 0.05
    if whole and not np.allclose(means, 0, atol=1e-3):
        return (
            "X as a whole has mean 0 and deviation 1, its columns have means from "
            f"{means.min():.2f} to {means.max():.2f}: all share one mean and one scale."
        )
    return None


def unscaled_input(scale: float) -> str | None:
    """Pixels from 0 to 1 that arrive in the first layer as far larger or smaller numbers."""
    if 1 / MANY < scale < MANY:
        return None
    word = "multiplied" if scale > 1 else "divided"
    return (
        f"Pixels that differ by 1 in the loader differ by {scale:.2g} where the first layer gets "
        f"them: they were scaled already, and are {word} once more."
    )


def train_test_overlap(train: Rows, test: Rows, n: int) -> str | None:
    """Rows of the test part that the model has also learned from, or rows that got lost."""
    shared = len(np.intersect1d(train, test))
    if shared:
        return f"{shared} of {len(np.unique(test))} test rows are training rows as well."
    kept = len(np.unique(np.concatenate([train, test])))
    if kept < n:
        return f"{n - kept} of {n} rows are in neither part."
    if len(train) + len(test) > n:
        return f"The parts hold {len(train) + len(test)} rows, though there are only {n}."
    return None


def not_stratified(tests: Sequence[Numbers], y: Numbers) -> str | None:
    """A test part whose classes stand in another proportion than the table's."""
    share = float(np.mean(y.astype(float)))
    for labels in tests:
        expected, ones = share * len(labels), float(labels.astype(float).sum())
        if not abs(ones - expected) <= 1.5:
            return (
                f"{share:.0%} of all rows are ones, so {expected:.0f} of {len(labels)} test rows "
                f"should be, but there were {ones:g}."
            )
    return None
