"""The checks of the practice cells in ``lecture/09_softmax``."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograde.exam import Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray
from autograde.student.practice import Answers, Case, Numbers, agrees, first_slip, shapes

#: Logits of this size overflow or underflow in float32 when ``exp`` meets them as they are.
LARGE = 400.0


def _log_softmax(logits: Numbers, axis: int | None = 1) -> FloatArray:
    z: FloatArray = logits.astype(np.float64)
    shifted: FloatArray = z - z.max(axis, keepdims=True)
    total: FloatArray = np.exp(shifted).sum(axis, keepdims=True)
    return shifted - np.log(total)


def _softmax(logits: Numbers, axis: int | None = 1) -> FloatArray:
    powers: FloatArray = np.exp(_log_softmax(logits, axis))
    return powers


def _usual(rng: np.random.Generator, rows: int, classes: int) -> Numbers:
    return rng.normal(scale=2.0, size=(rows, classes)).astype(np.float32)


def _large(rng: np.random.Generator, classes: int) -> Numbers:
    """Rows far above 0, far below it, and with a wide gap."""
    rows = np.stack(
        [
            1000 + rng.permutation(classes),
            -1000 - rng.permutation(classes),
            LARGE * rng.permutation(np.linspace(-1, 1, classes)),
        ]
    )
    return rows.astype(np.float32)


def _is_large(case: Case) -> bool:
    return bool(np.abs(case.inputs[0]).max() >= LARGE)


def _no_nan(case: Case, values: FloatArray) -> None:
    """End the criterion where an ``exp`` has overflowed or a ``log`` met 0."""
    bad = values[~np.isfinite(values)]
    if bad.size:
        logits = case.inputs[0]
        stop(
            f"With logits from {logits.min():.0f} to {logits.max():.0f} your result holds "
            f"{bad.flat[0]}: an `exp` has become infinite, or a sum or a score 0."
        )


def draw_batches(rng: np.random.Generator) -> tuple[Case, ...]:
    """Batches of several sizes, one of them square, one a single row; the last one is large."""
    batches = [_usual(rng, *size) for size in ((5, 3), (4, 4), (1, 3))]
    return tuple(Case((z,), _softmax(z)) for z in (*batches, _large(rng, 3)))


def softmax_shape(answers: Answers) -> Finding:
    """Every logit gets one score: (N, K) stays (N, K)."""
    return shapes(answers)


def softmax_rows(answers: Answers) -> Finding:
    """The scores of each row add up to 1."""
    for case, values in answers.shaped:
        if _is_large(case) or np.allclose(values.sum(axis=1), 1, atol=1e-4):
            continue
        rows = len(values)
        if np.isclose(values.sum(), 1, atol=1e-4):
            return failed(f"The 1 was shared out among all {rows} rows together: name a `dim`.")
        if np.allclose(values.sum(axis=0), 1, atol=1e-4):
            return failed("Each column adds up to 1: `dim=0` compares rows, not classes.")
        return failed(f"For {case.given} the first row adds up to {values[0].sum():.4g}.")
    return passed("Each row adds up to 1, also where there is only one.")


def softmax_values(answers: Answers) -> Finding:
    """Each score is e to the power of its logit, divided by the sum of its row."""
    for case, values in answers.shaped:
        (logits,) = case.inputs
        if _is_large(case) or agrees(values, case.wanted):
            continue
        if agrees(values, _softmax(case.wanted)):
            return failed("Your softmax was taken twice.")
        if agrees(values, _log_softmax(logits)):
            return failed("These are the logarithms of the scores.")
        if agrees(values, _softmax(-logits)):
            return failed("The smallest logit gets the largest score: a sign is turned round.")
        if np.allclose(values.sum(axis=1), 1, atol=1e-4):
            return failed(f"The rows add up to 1, but the shares differ. {_slip(values, case)}")
        return failed(_slip(values, case))
    return passed("The scores agree with the formula.")


def _slip(values: FloatArray, case: Case) -> str:
    return first_slip(values, case.wanted)


def softmax_large(answers: Answers) -> Finding:
    """Logits of 1,000 and of −1,000 give scores, and never NaN."""
    for case, values in answers.shaped:
        if _is_large(case):
            _no_nan(case, values)
            if not agrees(values, case.wanted):
                return failed(_slip(values, case))
    return passed("Large logits of both signs come out as scores.")


def predict_labels(answers: Answers) -> Finding:
    """One class for each row comes back, shape (N,), as int64."""
    for _, tensor in answers.tensors:
        if tensor.values.dtype != np.int64:
            return failed(f"Your tensor holds {tensor.values.dtype}.", "wrong-dtype")
    return shapes(answers)


def draw_rows(rng: np.random.Generator) -> tuple[Case, ...]:
    """Batches and their classes; the second one is square, the last one has large logits."""
    batches = [_usual(rng, 7, 3), _usual(rng, 4, 4), _large(rng, 5)]
    # The column maxima of the square batch lie elsewhere than its row maxima.
    while np.array_equal(batches[1].argmax(axis=0), batches[1].argmax(axis=1)):
        batches[1] = _usual(rng, 4, 4)
    return tuple(Case((z,), z.argmax(axis=1).astype(np.float64)) for z in batches)


def predict_classes(answers: Answers) -> Finding:
    """Each row's class is the place of its largest logit."""
    for case, values in answers.shaped:
        (logits,) = case.inputs
        if agrees(values, case.wanted):
            continue
        if agrees(values, logits.argmin(axis=1)):
            return failed("These are the places of the smallest logits.")
        if agrees(values, logits.max(axis=1)):
            return failed("These are the largest logits themselves; their places were asked for.")
        if agrees(values, case.wanted + 1):
            return failed("Every class is 1 too high: PyTorch counts from 0.")
        if _is_large(case):
            return failed(
                "Right for small logits, wrong for large ones: a softmax of your own on the way "
                "has turned into NaN. The largest logit needs none."
            )
        return failed(
            f"For {case.given} you predict {values.astype(int).tolist()}, where "
            f"{case.wanted.astype(int).tolist()} was expected."
        )
    return passed("The largest logit wins in each row.")


def draw_losses(rng: np.random.Generator) -> tuple[Case, ...]:
    """Logits and labels of usual size, and confident mistakes on large logits."""

    def case(logits: Numbers, labels: Numbers) -> Case:
        picked = _log_softmax(logits)[np.arange(len(labels)), labels]
        return Case((logits, labels), np.asarray(-picked.mean()))

    large = _large(rng, 3)
    return (
        case(_usual(rng, 6, 3), rng.integers(0, 3, size=6)),
        case(_usual(rng, 4, 4), rng.integers(0, 4, size=4)),
        case(large, large.argmin(axis=1)),
    )


def loss_shape(answers: Answers) -> Finding:
    """The loss is one number: a tensor of shape ()."""
    return shapes(answers)


def loss_value(answers: Answers) -> Finding:
    """It is the mean of −log(score of the right class)."""
    for case, value in answers.shaped:
        logits, labels = case.inputs
        n, classes = logits.shape
        if _is_large(case) or agrees(value, case.wanted):
            continue
        logs = _log_softmax(logits)
        twice = _log_softmax(_softmax(logits))
        if agrees(value, -case.wanted):
            return failed("Your loss is negative: the minus is missing.")
        if agrees(value, n * case.wanted):
            return failed("It is the sum over the rows; the mean was asked for.")
        if agrees(value, -twice[np.arange(n), labels].mean()):
            return failed("A softmax was taken of the softmax: the function gets logits.")
        if agrees(value, -logs.mean()):
            return failed("All classes were averaged; only the right one of each row counts.")
        if agrees(value, -logs.sum(axis=1).mean()):
            return failed("All classes were added up; only the right one of each row counts.")
        if agrees(value, -logs[:, labels].mean()):
            return failed(
                f"`[:, labels]` takes {n} columns of every row, {n * n} numbers; one of each row "
                "was meant.",
                "shape-broadcast",
            )
        if agrees(value, -_softmax(logits)[np.arange(n), labels].mean()):
            return failed("The scores were averaged without their logarithm.")
        return failed(
            f"For {n} rows and {classes} classes the loss is {float(value):.4g}, where "
            f"{float(case.wanted):.4g} was expected."
        )
    return passed("The right class of each row, its logarithm, their mean.")


def loss_large(answers: Answers) -> Finding:
    """A confident mistake on large logits costs a large number, not infinity."""
    for case, value in answers.shaped:
        if _is_large(case):
            _no_nan(case, value)
            if not agrees(value, case.wanted):
                return failed(first_slip(value, case.wanted))
    return passed("Large logits give a finite loss.")


EXAM = Exam(
    parts=(
        Part(
            partial(Answers, "softmax", draw_batches),
            {
                "softmax/shape": softmax_shape,
                "softmax/rows": softmax_rows,
                "softmax/values": softmax_values,
                "softmax/large": softmax_large,
            },
        ),
        Part(
            partial(Answers, "predict", draw_rows),
            {"predict/labels": predict_labels, "predict/classes": predict_classes},
        ),
        Part(
            partial(Answers, "cross_entropy", draw_losses),
            {
                "cross_entropy/shape": loss_shape,
                "cross_entropy/value": loss_value,
                "cross_entropy/large": loss_large,
            },
        ),
    )
)
