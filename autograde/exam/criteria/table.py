"""Loading a table of digits and splitting it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria.asking import FloatArray, array, described, need, returned
from autograde.exam.criteria.logistic import CLASS
from autograde.exam.diagnoses import data as diagnose
from autograde.exam.outcome import Array, Outcome, Returned
from autograde.exam.verdict import Finding, failed, passed, stop

LOAD = "load_digits01"
SPLITS = 8

Table = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


@dataclass(frozen=True)
class Parts:
    """What a split gave back.

    Attributes
    ----------
    X, y
        rows and labels as they came, the training part first.
    train, test
        which rows of the given table lie in each part.
    labels_kept
        whether every row still stands beside its own label.
    in_order
        whether they came in the order X_train, X_test, y_train, y_test.
    in_columns
        whether labels came with an axis of length one.
    """

    X: FloatArray
    y: FloatArray
    train: npt.NDArray[np.int64]
    test: npt.NDArray[np.int64]
    labels_kept: bool
    in_order: bool
    in_columns: bool

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The row number of every row of ``X``."""
        return np.concatenate([self.train, self.test])

    @property
    def y_test(self) -> FloatArray:
        """The labels of the test part."""
        return self.y[len(self.train) :]


def learn_dialect(candidate: Candidate) -> None:
    """Find out whether the student passes tensors or NumPy arrays on, to speak likewise.

    Some turn arrays into tensors between their functions: these then take tensors alone. Whoever
    loads 64-bit floats may have made all that follows fit for them: that is one slip, not many.
    """
    table = "".join(f"{'1,0,' * 6}{row % 2}\n" for row in range(20))
    loaded = candidate.call(LOAD, candidate.file("greeting.csv", table.encode()))
    candidate.doubles = _holds_doubles(loaded)
    X, y = np.zeros((20, 12), np.float32), np.arange(20, dtype=np.float32) % 2
    if _speaks_numpy(loaded):
        candidate.dialects["split"] = "numpy"
    split = candidate.call("split", X, y)
    after = split if isinstance(split, Returned) else loaded
    if _speaks_numpy(after):
        made = candidate.new(CLASS, X.shape[1], rows=X)
        model = made.value if isinstance(made, Returned) else None
        _learn_what_it_takes(candidate, "fit", model, X, y, epochs=1)
        _learn_what_it_takes(candidate, "predict", model, X)


def _learn_what_it_takes(candidate: Candidate, name: str, *args: Any, **options: Any) -> None:
    tensors = candidate.call(name, *args, **options)
    candidate.dialects[name] = "numpy"
    arrays = candidate.call(name, *args, **options)
    if isinstance(tensors, Returned) and not isinstance(arrays, Returned):
        del candidate.dialects[name]


def _holds_doubles(outcome: Outcome) -> bool:
    match outcome:
        case Returned(value=(Array(values=X), Array())):
            return X.dtype == np.float64
    return False


def _speaks_numpy(outcome: Outcome) -> bool:
    value = outcome.value if isinstance(outcome, Returned) else None
    first = value[0] if isinstance(value, tuple) and value else None
    return isinstance(first, Array) and first.kind.startswith("numpy")


class TableEvidence:
    """What a candidate's ``load_digits01`` and ``split`` do with tables drawn for this exam."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        candidate.seed(int(rng.integers(2**31)))
        self.pixels = rng.integers(0, 2, size=(40, 12))
        self.digits = rng.integers(0, 2, size=40)
        # As in every real table of digits some rows occur twice.
        again, first = rng.permutation(40)[:10].reshape(2, 5)
        self.pixels[again], self.digits[again] = self.pixels[first], self.digits[first]
        # Every value of column 0 is different, so that a row can be known again.
        X = rng.normal(size=(400, 4)).astype(np.float32)
        X[:, 0] = rng.permutation(400) / 100 - 2
        y = (rng.permutation(400) < 160).astype(np.float32)
        # In another order each time: rows that lie in front by chance are no stratified sample.
        orders = [rng.permutation(400) for _ in range(SPLITS)]
        self.tables = [(X[order], y[order]) for order in orders]

    @cached_property
    def loaded(self) -> tuple[Array, Array]:
        """X and y as the candidate loads them from a fresh file of 40 rows."""
        need(self.candidate, LOAD)
        outcome = self._load("fresh_digits.csv", len(self.pixels))
        value = returned(outcome, f"{LOAD}(path)").value
        if not isinstance(value, tuple) or len(value) != 2:
            stop(
                f"`{LOAD}` returned {described(value)}, not the pair X, y.",
                None if value is None else "wrong-shape",
            )
        return array(value[0], "X"), array(value[1], "y")

    @cached_property
    def ignores_path(self) -> bool:
        """Whether a file with half of the rows makes no difference."""
        match self._load("half_of_them.csv", len(self.pixels) // 2):
            case Returned(value=(Array(values=values), _)):
                return np.array_equal(values, self.loaded[0].values)
        return False

    def _load(self, name: str, rows: int) -> Outcome:
        table = np.column_stack([self.pixels, self.digits])[:rows]
        lines = "".join(",".join(map(str, row)) + "\n" for row in table.tolist())
        return self.candidate.call(LOAD, self.candidate.file(name, lines.encode()))

    def split(self, table: Table, seed: int) -> Parts:
        """Split a table of 400 rows with a quarter for the test; find the rows by column 0."""
        need(self.candidate, "split")
        X, y = table
        outcome = self.candidate.call("split", X, y, test_size=0.25, seed=seed)
        value = returned(outcome, "split(X, y, test_size=0.25, seed=...)").value
        if not isinstance(value, tuple) or len(value) != 4:
            stop(
                f"`split` returned {described(value)}, not four tensors.",
                None if value is None else "wrong-shape",
            )
        raw = [array(v, "A part").values for v in value]
        if any(part.size > 2 * X.size for part in raw):
            stop(f"`split` made a part of {max(p.size for p in raw):,} numbers of {X.size:,}.")
        given = [part.astype(np.float64) for part in raw]
        tables = [part for part in given if part.ndim == 2 and part.shape[1] == X.shape[1]]
        labels = [part.reshape(-1) for part in given if part.ndim == 1 or part.shape[1:] == (1,)]
        if [len(part) for part in tables] != [len(part) for part in labels] or len(tables) != 2:
            shapes = ", ".join(str(part.shape) for part in given)
            stop(
                f"`split` returned shapes {shapes}; X_train, X_test, y_train, y_test were asked "
                "for, in this order.",
                "wrong-shape",
            )
        rows = self._rows(X, np.concatenate(tables))
        return Parts(
            np.concatenate(tables),
            np.concatenate(labels),
            rows[: len(tables[0])],
            rows[len(tables[0]) :],
            labels_kept=np.array_equal(np.concatenate(labels), y[rows]),
            in_order=given[0].shape[1:] == given[1].shape[1:],
            in_columns=any(part.shape[1:] == (1,) for part in given),
        )

    def _rows(self, X: npt.NDArray[np.float32], parts: FloatArray) -> npt.NDArray[np.int64]:
        """The row of ``X`` that each row of ``parts`` is, by column 0: scaled or as it was."""
        column, order = parts[:, 0], np.argsort(X[:, 0])
        known = X[order, 0].astype(np.float64)
        if not np.isin(column, known).all():
            # Scaling keeps the order, and puts every row on one straight line.
            distinct = np.unique(column)
            whole = len(distinct) == len(known) and bool(np.isfinite(distinct).all())
            straight = whole and np.allclose(
                distinct, np.polyval(np.polyfit(known, distinct, 1), known), atol=1e-4
            )
            if not straight:
                stop("`split` returned rows that are not among the rows it was given.")
            known = distinct
        return order[np.searchsorted(known, column)]

    @cached_property
    def splits(self) -> tuple[Parts, ...]:
        """Splits of the tables, each with a seed of its own."""
        return tuple(self.split(table, seed) for seed, table in enumerate(self.tables))

    @cached_property
    def changed(self) -> bool:
        """Whether the rows came back with other values than they had."""
        first = self.splits[0]
        return not np.array_equal(first.X.astype(np.float32), self.tables[0][0][first.rows])

    @cached_property
    def leak(self) -> str | None:
        """What the training rows know of the test rows."""
        first = self.splits[0]
        if not self.changed:
            return None
        X, y = self.tables[0]
        shifted = X.copy()
        shifted[first.test, 1:] += 100.0
        second = self.split((shifted, y), seed=0)
        before = dict(zip(first.train.tolist(), first.X, strict=False))
        after = dict(zip(second.train.tolist(), second.X, strict=False))
        both = before.keys() & after.keys() - set(first.test.tolist())
        if all(np.allclose(before[row], after[row], atol=1e-4) for row in both):
            return None
        return "The training rows changed when 100 was added to the test rows alone."


def arrays(evidence: TableEvidence) -> Finding:
    """`load_digits01` reads every row: twelve pixels into X, the last column into y."""
    X, y = evidence.loaded
    slip = diagnose.wrong_table(X.values, y.values, evidence.pixels)
    if slip and evidence.ignores_path:
        return failed("Whatever file `path` names, the same rows come back: another file is read.")
    if slip:
        return failed(slip, "wrong-shape")
    if not np.array_equal(X.values, evidence.pixels):
        scaled = diagnose.scaled_before_split(X.values)
        if scaled:
            return failed(scaled[1], scaled[0])
        if np.array_equal(np.sort(X.values, axis=0), np.sort(evidence.pixels, axis=0)):
            return failed("X holds the rows of the file, but in another order.")
        return failed("X has the right shape, but not the values of the file.")
    if not np.array_equal(y.values, evidence.digits):
        return failed("y has the right shape, but not the values of the last column.")
    return passed(f"X {X.values.shape} and y {y.values.shape} hold just what the file holds.")


def dtype(evidence: TableEvidence) -> Finding:
    """X and y hold 32-bit floats."""
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
    """`split` returns X_train, X_test, y_train, y_test, in the sizes asked for and unchanged.

    The test part is as large as asked for, and every row stands beside its own label.
    """
    for parts in evidence.splits:
        if not parts.in_order:
            return failed(
                "The four parts come in another order than X_train, X_test, y_train, y_test.",
                "wrong-shape",
            )
        if parts.in_columns:
            return failed("The labels came as (N,) and went back as (N, 1).", "wrong-shape")
        # Rounding within each class may move the size by one row.
        if abs(len(parts.test) - 100) > 2:
            return failed(
                f"A quarter of 400 rows is 100, but the test part has {len(parts.test)} rows."
            )
        if not parts.labels_kept:
            return failed("The rows no longer stand beside their own labels.")
    if evidence.changed and not evidence.leak:
        parts = evidence.splits[0]
        whole = diagnose.standardised_as_a_whole(parts.X[: len(parts.train)])
        seen = "The rows came back with other values than they had."
        if whole:
            return failed(f"{seen} In the training part {whole}", "global-standardisation")
        return failed(seen)
    return passed("The test part has a quarter of the rows, each beside its own label.")


def disjoint(evidence: TableEvidence) -> Finding:
    """Every row lands in one part only, and the training part knows nothing of the other."""
    for parts in evidence.splits:
        overlap = diagnose.train_test_overlap(parts.train, parts.test, len(evidence.tables[0][0]))
        if overlap:
            return failed(overlap, "train-test-overlap")
    if evidence.leak:
        return failed(evidence.leak, "scaler-leakage")
    return passed("No row lies in both parts, and none is lost.")


def stratified(evidence: TableEvidence) -> Finding:
    """Both parts hold the classes in the same proportion."""
    skew = diagnose.not_stratified([p.y_test for p in evidence.splits], evidence.tables[0][1])
    return failed(skew, "not-stratified") if skew else passed("The test parts hold 40 % ones, too.")


def seed(evidence: TableEvidence) -> Finding:
    """The same seed gives the same split, another seed another one."""
    table, first = evidence.tables[0], evidence.splits[0]
    again, other = evidence.split(table, seed=0), evidence.split(table, seed=1)
    if set(again.test.tolist()) != set(first.test.tolist()):
        return failed("Two calls with seed=0 gave different test rows: use `seed` in the shuffle.")
    if set(other.test.tolist()) == set(first.test.tolist()):
        return failed("seed=0 and seed=1 gave the same test rows: use `seed` in the shuffle.")
    return passed("The split follows its seed.")
