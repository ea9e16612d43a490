"""The checks of the practice cells in ``lecture/01_tensors``."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from autograde.exam import Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, array, described
from autograde.student.practice import (
    Answers,
    Case,
    Numbers,
    agrees,
    first_slip,
    float32,
    shapes,
)


def draw_images(rng: np.random.Generator) -> tuple[Case, ...]:
    """Grey images of two sizes, neither of them square."""

    def case(height: int, width: int) -> Case:
        image = rng.integers(0, 256, size=(height, width), dtype=np.uint8)
        return Case((image,), image[None, None].astype(np.float64) / 255)

    return case(28, 20), case(3, 5)


def batch_shape(answers: Answers) -> Finding:
    """An image (H, W) becomes a batch of one image with one channel, (1, 1, H, W)."""
    return shapes(answers)


def batch_dtype(answers: Answers) -> Finding:
    """The batch holds 32-bit floats."""
    return float32(answers)


def batch_values(answers: Answers) -> Finding:
    """Black (0) becomes 0.0, white (255) becomes 1.0, and every pixel stays in its place."""
    for case, values in answers.shaped:
        if agrees(values, case.wanted):
            continue
        if agrees(values, case.wanted * 255):
            return failed(
                f"The values run from {values.min():g} to {values.max():g}: divide them by 255.",
                "unscaled-input",
            )
        if set(np.unique(values)) <= {0.0, 1.0}:
            return failed(
                "Every value is 0 or 1, all greys are lost: a cast to an integer type came after "
                "the division. Divide last."
            )
        return failed(first_slip(values, case.wanted))
    return passed("The greys lie between 0 and 1, each in its place.")


def draw_tables(rng: np.random.Generator) -> tuple[Case, ...]:
    """Tables whose columns have very different ranges."""

    def case(rows: int, columns: int) -> Case:
        scale = 10.0 ** np.arange(columns)
        X = (scale * rng.normal(3.0, 1.0, size=(rows, columns))).astype(np.float32)
        return Case((X,), _standardised(X, axis=0, ddof=1))

    return case(50, 3), case(4, 4)


def _standardised(table: Numbers, axis: int | None, ddof: int) -> FloatArray:
    X: FloatArray = table.astype(np.float64)
    centred: FloatArray = X - X.mean(axis, keepdims=True)
    deviation: FloatArray = X.std(axis, keepdims=True, ddof=ddof)
    return centred / deviation


def _is_standardised(values: FloatArray, table: Numbers, axis: int | None) -> bool:
    # Dividing by N gives a standard deviation just as dividing by N - 1 does.
    return any(np.allclose(values, _standardised(table, axis, d), atol=1e-3) for d in (0, 1))


def standard_shape(answers: Answers) -> Finding:
    """The table keeps its shape (N, D)."""
    return shapes(answers)


def standard_columns(answers: Answers) -> Finding:
    """Each column has mean 0 and standard deviation 1."""
    for case, values in answers.shaped:
        table = case.inputs[0]
        if _is_standardised(values, table, axis=0):
            continue
        if _is_standardised(values, table, axis=None):
            return failed(
                "One mean and one deviation were taken for all columns together.",
                "global-standardisation",
            )
        if _is_standardised(values, table, axis=1):
            return failed("Each row has mean 0, not each column: `dim=0` runs down the rows.")
        means, deviations = values.mean(axis=0), values.std(axis=0)
        return failed(
            f"The first column has mean {means[0]:.3g} and deviation {deviations[0]:.3g}, the "
            f"last one mean {means[-1]:.3g} and deviation {deviations[-1]:.3g}."
        )
    return passed("Every column has mean 0 and deviation 1, the narrow ones and the wide ones.")


def draw_predictions(rng: np.random.Generator) -> tuple[Case, ...]:
    """Predictions (N, 1), as a linear layer returns them, and targets (N,)."""

    def case(rows: int) -> Case:
        prediction = rng.normal(size=(rows, 1)).astype(np.float32)
        target = rng.normal(size=rows).astype(np.float32)
        return Case(
            (prediction, target), np.mean(np.square(prediction[:, 0] - target, dtype=float))
        )

    return case(4), case(7)


def _no_grid(answers: Answers) -> None:
    """End the criterion when what came back is every prediction against every target."""
    for case, tensor in answers.tensors:
        n = len(case.inputs[1])
        if tensor.values.shape == (n, n):
            stop(f"For {case.given} you returned the shape ({n}, {n}).", "shape-broadcast")


def mse_shape(answers: Answers) -> Finding:
    """The loss is one number: a tensor of shape ()."""
    _no_grid(answers)
    return shapes(answers)


def mse_value(answers: Answers) -> Finding:
    """The loss is the mean of the N squared differences."""
    _no_grid(answers)
    for case, value in answers.shaped:
        prediction, target = case.inputs
        if agrees(value, case.wanted):
            continue
        if agrees(value, np.mean(np.square(prediction - target))):
            return failed(
                f"For {case.given} you averaged {target.size**2} squares, not {target.size}.",
                "shape-broadcast",
            )
        if agrees(value, case.wanted * target.size):
            return failed("It is the sum of the squares; the mean was asked for.")
        return failed(first_slip(value, case.wanted))
    return passed("Each prediction meets its own target, and no other.")


def draw_layers(rng: np.random.Generator) -> tuple[Case, ...]:
    """Inputs, weights and biases of two small layers, one of them square."""

    def case(rows: int, outputs: int, features: int) -> Case:
        X = rng.normal(size=(rows, features)).astype(np.float32)
        W = rng.normal(size=(outputs, features)).astype(np.float32)
        b = rng.normal(size=outputs).astype(np.float32)
        return Case((X, W, b), X.astype(np.float64) @ W.T + b)

    return case(5, 4, 3), case(3, 3, 3)


def scores_shape(answers: Answers) -> Finding:
    """Each of N rows gets one score for each of K outputs: (N, K)."""
    return shapes(answers)


def scores_values(answers: Answers) -> Finding:
    """A score is the row of X times the row of W, plus that output's bias."""
    for case, values in answers.shaped:
        X, W, b = case.inputs
        if agrees(values, case.wanted):
            continue
        if agrees(values, case.wanted - b):
            return failed("The product is right, but `b` is not added.")
        if agrees(values, X @ W.reshape(W.shape[::-1]) + b):
            return failed("W was reshaped, or not turned at all: `.T` swaps rows and columns.")
        return failed(first_slip(values, case.wanted))
    return passed("Every score is right, also where W is square.")


def draw_rows(rng: np.random.Generator) -> tuple[Case, ...]:
    """Tables and batch sizes: with a rest, without one, and larger than the table."""

    def case(rows: int, columns: int, size: int) -> Case:
        X = rng.normal(size=(rows, columns)).astype(np.float32)
        return Case((X, size), X.astype(np.float64))

    return case(10, 3, 4), case(6, 2, 2), case(3, 2, 5)


def _batches(answers: Answers) -> list[tuple[Case, list[Numbers]]]:
    """The cases, each with the batches that came back."""
    found = []
    for case, value in zip(answers.cases, answers.values, strict=True):
        if not isinstance(value, tuple):
            stop(f"`batches` returns {described(value)}, not a tuple or list.", "wrong-shape")
        found.append((case, [array(batch, "A batch").values for batch in value]))
    return found


def _cut(X: Numbers, size: int) -> list[tuple[int, ...]]:
    return [part.shape for part in np.split(X, range(size, len(X), size))]


def batch_sizes(answers: Answers) -> Finding:
    """Each batch has `size` rows; the last one has those that are left."""
    for case, batches in _batches(answers):
        X, size = case.inputs
        shapes, n = [batch.shape for batch in batches], len(X)
        if shapes == _cut(X, size):
            continue
        seen = f"{n} rows with size={size} came as {', '.join(map(str, shapes))}."
        if shapes == _cut(X, math.ceil(n / size)):
            return failed(
                f"{seen} `chunk` wants how many parts, `split` how large.",
                "wrong-shape",
            )
        if shapes == _cut(X, size)[:-1]:
            return failed(f"{seen} The last {n % size} rows are lost.", "wrong-shape")
        return failed(seen, "wrong-shape")
    return passed("10 rows with size=4 come as batches of 4, 4 and 2.")


def batch_rows(answers: Answers) -> Finding:
    """Laid end to end, the batches are the table again: no row lost, moved or changed."""
    for case, batches in _batches(answers):
        columns = case.wanted.shape[1:]
        if not batches or any(batch.shape[1:] != columns for batch in batches):
            return failed("The batches do not have the columns of the table.", "wrong-shape")
        rows = np.concatenate(batches)
        if len(rows) != len(case.wanted):
            return failed(f"Of {len(case.wanted)} rows {len(rows)} came back.", "wrong-shape")
        if not agrees(rows, case.wanted):
            return failed("All batches together have the right shape, but not the rows in order.")
    return passed("All rows came back, in order.")


EXAM = Exam(
    parts=(
        Part(
            partial(Answers, "to_batch", draw_images),
            {
                "to_batch/shape": batch_shape,
                "to_batch/dtype": batch_dtype,
                "to_batch/values": batch_values,
            },
        ),
        Part(
            partial(Answers, "standardise", draw_tables),
            {"standardise/shape": standard_shape, "standardise/columns": standard_columns},
        ),
        Part(
            partial(Answers, "mse", draw_predictions),
            {"mse/shape": mse_shape, "mse/value": mse_value},
        ),
        Part(
            partial(Answers, "scores", draw_layers),
            {"scores/shape": scores_shape, "scores/values": scores_values},
        ),
        Part(
            partial(Answers, "batches", draw_rows),
            {"batches/sizes": batch_sizes, "batches/rows": batch_rows},
        ),
    )
)
