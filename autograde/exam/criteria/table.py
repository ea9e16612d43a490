"""Loading a table of digits and splitting it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria.asking import array, described, need, returned
from autograde.exam.diagnoses import data as diagnose
from autograde.exam.outcome import Array, Outcome, Returned
from autograde.exam.verdict import Finding, failed, passed, stop

LOAD = "load_digits01"


@dataclass(frozen=True)
class Parts:
    """What a split gave back, and which rows of the given table lie in each part."""

    X_train: npt.NDArray[np.float64]
    X_test: npt.NDArray[np.float64]
    train: npt.NDArray[np.int64]
    test: npt.NDArray[np.int64]


def learn_dialect(candidate: Candidate) -> None:
    """Find out whether the student passes tensors or NumPy arrays on, to speak likewise."""
    table = "".join(f"{'1,0,' * 6}{row % 2}\n" for row in range(20))
    loaded = candidate.call(LOAD, candidate.file("greeting.csv", table.encode()))
    X, y = np.zeros((20, 12), np.float32), np.arange(20, dtype=np.float32) % 2
    if _speaks_numpy(loaded):
        candidate.dialects["split"] = "numpy"
    split = candidate.call("split", X, y)
    after = split if isinstance(split, Returned) else loaded
    if _speaks_numpy(after):
        candidate.dialects.update(fit="numpy", predict="numpy")


def _speaks_numpy(outcome: Outcome) -> bool:
    value = outcome.value if isinstance(outcome, Returned) else None
    first = value[0] if isinstance(value, tuple) and value else None
    return isinstance(first, Array) and first.kind.startswith("numpy")


class TableEvidence:
    """What a candidate's ``load_digits01`` and ``split`` do with tables drawn for this exam."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.pixels = rng.integers(0, 2, size=(40, 12))
        self.digits = rng.integers(0, 2, size=40)
        # Every value of column 0 is different, so that a row can be known again.
        self.X = rng.normal(size=(400, 4)).astype(np.float32)
        self.X[:, 0] = rng.permutation(400) / 100 - 2
        self.y = (rng.permutation(400) < 160).astype(np.float32)

    @cached_property
    def loaded(self) -> tuple[Array, Array]:
        """X and y as the candidate loads them from a fresh file of 40 rows."""
        need(self.candidate, LOAD)
        lines = (",".join(map(str, (*row, y))) for row, y in zip(self.pixels, self.digits, strict=True))
        file = self.candidate.file("fresh_digits.csv", ("\n".join(lines) + "\n").encode())
        value = returned(self.candidate.call(LOAD, file), f"{LOAD}(path)").value
        if not isinstance(value, tuple) or len(value) != 2:
            stop(f"`{LOAD}` returned {described(value)}, not the pair X, y.", "wrong-shape")
        return array(value[0], "X"), array(value[1], "y")

    def split(self, X: npt.NDArray[np.float32], seed: int) -> Parts:
        """Split ``X`` (400, 4) with a quarter for the test; find the rows by column 0."""
        need(self.candidate, "split")
        outcome = self.candidate.call("split", X, self.y, test_size=0.25, seed=seed)
        value = returned(outcome, "split(X, y, test_size=0.25, seed=...)").value
        if not isinstance(value, tuple) or len(value) != 4:
            stop(f"`split` returned {described(value)}, not four tensors.", "wrong-shape")
        names = ("X_train", "X_test", "y_train", "y_test")
        parts = [array(v, name).values for v, name in zip(value, names, strict=True)]
        X_train, X_test, y_train, y_test = parts
        shapes = [part.shape for part in parts]
        if [len(shape) for shape in shapes] != [2, 2, 1, 1] or (
            (len(X_train), len(X_test)) != (len(y_train), len(y_test))
        ):
            stop(
                f"`split` returned shapes {', '.join(map(str, shapes))}; X_train, X_test, y_train, "
                "y_test were asked for, in this order.",
                "wrong-shape",
            )
        train, test = self._rows(X, X_train, X_test)
        labels = np.concatenate([y_train, y_test])
        if not np.array_equal(labels, self.y[np.concatenate([train, test])]):
            stop("After `split`, rows no longer stand beside their own labels.")
        return Parts(X_train.astype(np.float64), X_test.astype(np.float64), train, test)

    def _rows(
        self, X: npt.NDArray[np.float32], *parts: npt.NDArray[np.generic]
    ) -> list[npt.NDArray[np.int64]]:
        """Row numbers of the parts, by the order of column 0, which scaling does not change."""
        known = np.sort(X[:, 0])
        order = np.argsort(X[:, 0])
        column = np.concatenate([part[:, 0] for part in parts])
        if not np.isin(column, X[:, 0]).all():
            distinct = np.unique(column)
            if len(distinct) != len(known):
                stop("`split` returned rows that are not among the rows it was given.")
            known = distinct
        rows = order[np.searchsorted(known, column)]
        return np.split(rows, np.cumsum([len(part) for part in parts])[:-1])

    @cached_property
    def splits(self) -> tuple[Parts, ...]:
        """Six splits of the same table with the seeds 0 to 5."""
        return tuple(self.split(self.X, seed) for seed in range(6))


def arrays(evidence: TableEvidence) -> Finding:
    """`load_digits01` reads every row: twelve pixels into X, the last column into y."""
    X, y = evidence.loaded
    slip = diagnose.wrong_table(X.values, y.values, evidence.pixels, evidence.digits)
    if slip:
        return failed(slip, "wrong-shape")
    if not np.array_equal(X.values, evidence.pixels) or not np.array_equal(
        y.values, evidence.digits
    ):
        return failed("X and y have the right shapes, but not the values of the file.")
    return passed(f"X {X.values.shape} and y {y.values.shape} hold just what the file holds.")


def dtype(evidence: TableEvidence) -> Finding:
    """X and y are tensors of 32-bit floats."""
    X, y = evidence.loaded
    wrong = [
        f"{name} is {a.kind} of {a.values.dtype}"
        for name, a in (("X", X), ("y", y))
        if a.values.dtype != np.float32 or a.kind.startswith("pandas")
    ]
    if wrong:
        return failed(f"float32 tensors were asked for, but {' and '.join(wrong)}.", "wrong-dtype")
    return passed("X and y are float32.")


def rows(evidence: TableEvidence) -> Finding:
    """`split` returns X_train, X_test, y_train, y_test, the test part as large as asked for."""
    sizes = [len(parts.test) for parts in evidence.splits]
    # Rounding within each class may move the size by one row.
    if any(abs(size - 100) > 2 for size in sizes):
        return failed(f"A quarter of 400 rows is 100, but the test part has {sizes[0]} rows.")
    return passed("The test part has a quarter of the rows, each beside its own label.")


def disjoint(evidence: TableEvidence) -> Finding:
    """Every row lands in exactly one of the two parts, and the training part knows nothing of the
    test part."""
    for parts in evidence.splits:
        overlap = diagnose.train_test_overlap(parts.train, parts.test, len(evidence.X))
        if overlap:
            return failed(overlap, "train-test-overlap")
    first = evidence.splits[0]
    if not np.array_equal(first.X_train.astype(np.float32), evidence.X[first.train]):
        shifted = evidence.X.copy()
        shifted[first.test, 1:] += 100.0
        leak = diagnose.scaler_leakage(first.X_train, evidence.split(shifted, seed=0).X_train)
        if leak:
            return failed(leak, "scaler-leakage")
    return passed("No row lies in both parts, and none is lost.")


def stratified(evidence: TableEvidence) -> Finding:
    """Both parts hold the classes in the same proportion."""
    skew = diagnose.not_stratified([evidence.y[p.test] for p in evidence.splits], evidence.y)
    return failed(skew, "not-stratified") if skew else passed("The test parts hold 40 % ones, too.")


def seed(evidence: TableEvidence) -> Finding:
    """The same seed gives the same split, another seed another one."""
    first, other = evidence.splits[:2]
    again = evidence.split(evidence.X, seed=0)
    if set(again.test) != set(first.test):
        return failed("Two calls with seed=0 gave different test rows: use `seed` in the shuffle.")
    if set(other.test) == set(first.test):
        return failed("seed=0 and seed=1 gave the same test rows: use `seed` in the shuffle.")
    return passed("The split follows its seed.")
