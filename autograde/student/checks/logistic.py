"""The checks of the practice cells in ``lecture/05_logistic_regression``.

The model and its training are judged by the criteria of Exercise 1.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from autograde.exam import Exam, Finding, Part, failed, group, passed, stop
from autograde.exam.criteria import fitting, logistic
from autograde.exam.criteria.asking import FloatArray, array, described
from autograde.exam.criteria.histories import FittingEvidence
from autograde.exam.criteria.logistic import LogisticEvidence
from autograde.exam.diagnoses import outputs as diagnose
from autograde.exam.diagnoses.outputs import sigmoid
from autograde.exam.glyphs import draw_digits01
from autograde.student.practice import Answers, Case, agrees, first_slip, shapes


def draw_points(rng: np.random.Generator) -> tuple[Case, ...]:
    """Points, labels and parameters; what is wanted is the gradient, the bias last."""

    def case(rows: int, columns: int) -> Case:
        X = rng.normal(1.0, 1.0, size=(rows, columns)).astype(np.float32)
        y = (rng.permutation(rows) < rows // 3).astype(np.float32)
        w = rng.normal(size=columns).astype(np.float32)
        b = np.array(rng.uniform(0.5, 1.5), dtype=np.float32)
        errors = sigmoid((X @ w + b).astype(np.float64)) - y
        return Case((X, y, w, b), np.append(errors @ X, errors.sum()) / rows)

    return case(12, 3), case(5, 5)


def _gradients(answers: Answers) -> list[tuple[Case, FloatArray]]:
    """The cases, each with the gradient that came back, the bias last."""
    found = []
    for case, value in zip(answers.cases, answers.values, strict=True):
        if not isinstance(value, tuple) or len(value) != 2:
            slug = None if value is None else "wrong-shape"
            stop(f"`gradient` returns {described(value)}, not two gradients.", slug)
        weights, bias = (array(part, "A gradient").values for part in value)
        columns = len(case.inputs[2])
        if weights.shape != (columns,) or bias.shape not in ((), (1,)):
            stop(
                f"For {case.given} the gradients have the shapes {weights.shape} and {bias.shape};"
                f" ({columns},) and () were asked for.",
                "wrong-shape",
            )
        found.append((case, np.append(weights, bias).astype(np.float64)))
    return found


def gradient_shapes(answers: Answers) -> Finding:
    """Two gradients come back, each of the shape of its parameter."""
    seen = "; ".join(f"({len(values) - 1},) and ()" for _, values in _gradients(answers))
    return passed(f"{seen}.")


def gradient_values(answers: Answers) -> Finding:
    """They are the means of (p − y) x and of p − y over all rows."""
    for case, values in _gradients(answers):
        X, y, w, b = (np.asarray(a, dtype=np.float64) for a in case.inputs)
        z, wanted = X @ w + b, case.wanted
        p = sigmoid(z)
        if agrees(values, wanted):
            continue
        if agrees(values, -wanted):
            return failed("The sign is turned round: the error is p − y, not y − p.")
        if agrees(values, wanted * len(X)):
            return failed("These are the sums over the rows; the mean was asked for.")
        if agrees(values, _mean(z - y, X)):
            return failed("The error is z − y: the sigmoid is missing.", "missing-sigmoid")
        if agrees(values, _mean((p - y) * p * (1 - p), X)) or agrees(
            values, _mean(2 * (p - y) * p * (1 - p), X)
        ):
            return failed(
                "The slope p (1 − p) is in it, as for the squared error. For the cross-entropy it "
                "cancels."
            )
        if agrees(values, _mean(sigmoid(X @ w) - y, X)):
            return failed("The bias `b` is missing in the logit.")
        if agrees(values[:-1], wanted[:-1]):
            return failed(
                f"The gradient by the weights is right; that by the bias is {values[-1]:.4g}, "
                f"where {wanted[-1]:.4g} was expected."
            )
        return failed(first_slip(values, wanted))
    return passed("They agree with the derivative of the mean cross-entropy.")


def _mean(errors: FloatArray, X: FloatArray) -> FloatArray:
    return np.append(errors @ X, errors.sum()) / len(X)


def draw_logits(rng: np.random.Generator) -> tuple[Case, ...]:
    """Logits on both sides of 0, some of them between 0 and one half, and 0 itself."""

    def case(far: int, near: int) -> Case:
        z = np.concatenate([rng.normal(0, 3, size=far), rng.uniform(0.05, 0.45, size=near), [0.0]])
        z = rng.permutation(z).astype(np.float32)
        return Case((z,), (z >= 0).astype(np.float64))

    return case(16, 5), case(4, 2)


def labels_shape(answers: Answers) -> Finding:
    """Logits (N,) give labels (N,)."""
    return shapes(answers)


def labels_dtype(answers: Answers) -> Finding:
    """Labels are whole numbers, int64."""
    for _, tensor in answers.tensors:
        if tensor.values.dtype != np.int64:
            return failed(f"Your tensor holds {tensor.values.dtype}.", "wrong-dtype")
    return passed("It holds int64 numbers.")


def labels_values(answers: Answers) -> Finding:
    """A label is 1 where the probability is at least one half."""
    for case, values in answers.shaped:
        (z,) = case.inputs
        if agrees(values, case.wanted):
            continue
        other = diagnose.labels_not_zero_based(values)
        if other or not np.isin(values, (0, 1)).all():
            return failed(
                other or "Some of your labels are neither 0 nor 1.",
                "labels-not-zero-based" if other else None,
            )
        for slug, seen in (
            ("threshold-on-logits", diagnose.threshold_on_logits(values, z)),
            ("constant-prediction", diagnose.constant_prediction(values)),
        ):
            if seen:
                return failed(seen, slug)
        if agrees(values, 1 - case.wanted):
            return failed("Every label is turned round.")
        if agrees(values[z != 0], case.wanted[z != 0]):
            return failed("A logit of exactly 0 is a probability of one half, which makes a 1.")
        place = int(np.argwhere(values != case.wanted)[0, 0])
        return failed(f"The logit {z[place]:.2f} was given the label {values[place]:g}.")
    return passed("Every logit has its label, those between 0 and one half as well.")


EXAM = Exam(
    parts=(
        Part(
            partial(Answers, "gradient", draw_points),
            {"gradient/shapes": gradient_shapes, "gradient/values": gradient_values},
        ),
        Part(
            partial(Answers, "to_labels", draw_logits),
            {
                "to_labels/shape": labels_shape,
                "to_labels/dtype": labels_dtype,
                "to_labels/values": labels_values,
            },
        ),
        Part(
            LogisticEvidence,
            group("model", logistic.module, logistic.logits, logistic.probabilities),
        ),
        Part(
            partial(FittingEvidence, draw=draw_digits01),
            group("fit", fitting.updates, fitting.gradients, fitting.defaults, fitting.history),
        ),
    )
)
