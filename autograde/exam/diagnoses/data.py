"""Misunderstandings in loading and splitting data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.generic]
Rows = npt.NDArray[np.int64]


def wrong_table(X: Numbers, y: Numbers, pixels: Numbers, digits: Numbers) -> str | None:
    """A table that lost a row to the header, or whose label column went astray."""
    n, columns = pixels.shape
    if len(X) == n - 1:
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


def train_test_overlap(train: Rows, test: Rows, n: int) -> str | None:
    """Rows of the test part that the model has also learned from, or rows that got lost."""
    shared = len(np.intersect1d(train, test))
    if shared:
        return f"{shared} of {len(test)} test rows are training rows as well."
    kept = len(np.unique(np.concatenate([train, test])))
    if kept < n:
        return f"{n - kept} of {n} rows are in neither part: rows were drawn with replacement."
    return None


def not_stratified(tests: Sequence[Numbers], y: Numbers) -> str | None:
    """A test part whose classes stand in another proportion than the table's."""
    share = float(np.mean(y.astype(float)))
    for labels in tests:
        expected, ones = share * len(labels), int(labels.astype(float).sum())
        if abs(ones - expected) > 1.5:
            return (
                f"{share:.0%} of all rows are ones, so {expected:.0f} of {len(labels)} test rows "
                f"should be, but there were {ones}."
            )
    return None


def scaler_leakage(before: Numbers, after: Numbers) -> str | None:
    """Training rows that change when only test rows were changed."""
    if before.shape == after.shape and np.allclose(
        before.astype(float), after.astype(float), atol=1e-4
    ):
        return None
    return "The training rows changed when 100 was added to the test rows alone."
