"""Misunderstandings that show in what a model or a prediction puts out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.outcome import Array, Handle, Returned, Value

Numbers = npt.NDArray[np.float64]


def sigmoid(z: Numbers) -> Numbers:
    """The logistic function, without overflow at either end."""
    p: Numbers = np.exp(-np.logaddexp(0.0, -z))
    return p


def log_odds(p: Numbers) -> Numbers:
    """The logit that belongs to a probability."""
    inside = p.clip(1e-7, 1 - 1e-7)
    logit: Numbers = np.log(inside) - np.log1p(-inside)
    return logit


def one_logit(value: Value) -> Value:
    """The answer of a model as one number for each row, so that a slip of shape costs only once.

    One column, or one row for all, loses its axis. Two columns are taken for logits, whose
    difference counts, or for the probabilities of 0 and of 1. Of several things the first counts.
    Anything else stays.
    """
    if isinstance(value, tuple) and value and isinstance(value[0], Array):
        value = value[0]
    if isinstance(value, Array) and value.values.ndim == 2:
        columns = value.values
        if columns.shape[1] == 1:
            return Array(columns[:, 0], value.kind, value.requires_grad)
        if len(columns) == 1 and columns.shape[1] > 2:
            return Array(columns[0], value.kind, value.requires_grad)
        if columns.shape[1] == 2 and len(columns):
            zero, one = columns.astype(np.float64).T
            shared = zero.min() >= 0 and one.min() >= 0 and np.allclose(zero + one, 1, atol=1e-4)
            logit = log_odds(one) if shared else one - zero
            return Array(logit, value.kind, value.requires_grad)
    return value


def two_outputs(value: Value) -> str | None:
    """One output per class where a single logit is asked for."""
    if isinstance(value, Array) and value.values.ndim == 2 and value.values.shape[1] == 2:
        return "`forward(x)` returns two outputs for each row; logistic regression has one logit."
    return None


def softmax_over_one_output(outputs: Numbers) -> str | None:
    """A softmax over an axis of length one is always 1."""
    if np.allclose(outputs, 1.0, atol=1e-6):
        return "Every output is exactly 1, whatever the features."
    return None


def softmax_over_rows(p: Numbers) -> str | None:
    """A softmax over the batch shares out 1 among the rows."""
    if p.min() >= 0 and abs(p.sum() - 1) < 1e-4:
        return f"The outputs of {len(p)} rows add up to 1, so each depends on all other rows."
    return None


def sigmoid_in_forward(wide: Numbers) -> str | None:
    """``forward`` applies the sigmoid that belongs into the loss and into ``predict_proba``."""
    if wide.min() >= 0 and wide.max() <= 1 and np.ptp(wide) > 0:
        return (
            "However large the features, `forward` stays between 0 and 1: it returns "
            "probabilities, where logits are asked for."
        )
    return None


def relu_on_logits(wide: Numbers) -> str | None:
    """A ReLU after the last layer leaves no negative logit."""
    zeros = int((wide == 0).sum())
    if zeros >= 1 and wide.min() == 0 and wide.max() > 1:
        return f"No logit is negative, and {zeros} of {len(wide)} are exactly 0."
    return None


#: What can cut off the logits of rows that lie far out.
SQUASHED: tuple[tuple[str, Callable[[Numbers], str | None]], ...] = (
    ("softmax-over-one-output", softmax_over_one_output),
    ("softmax-over-one-output", softmax_over_rows),
    ("double-sigmoid", sigmoid_in_forward),
    ("relu-on-logits", relu_on_logits),
)


def missing_sigmoid(p: Numbers, z: Numbers) -> str | None:
    """``predict_proba`` returns logits."""
    if np.allclose(p, z) and (p.min() < 0 or p.max() > 1):
        return f"The probabilities run from {p.min():.2f} to {p.max():.2f}: they are the logits."
    return None


def double_sigmoid(p: Numbers, z: Numbers) -> str | None:
    """``predict_proba`` applies the sigmoid to what is a probability already."""
    if np.allclose(p, sigmoid(z), atol=1e-4) or np.allclose(p, sigmoid(sigmoid(z)), atol=1e-4):
        return (
            f"The probabilities run only from {p.min():.2f} to {p.max():.2f}: the sigmoid was "
            "applied twice."
        )
    return None


def lost_batch_axis(candidate: Candidate, model: Handle) -> str | None:
    """``squeeze()`` takes away the batch axis as well when the batch holds a single row."""
    outcome = candidate.call(model, np.zeros((1, 5), np.float32))
    if (
        isinstance(outcome, Returned)
        and isinstance(outcome.value, Array)
        and outcome.value.values.shape == ()
    ):
        return "(For a single row the shape is (), not (1,): `squeeze(-1)` would keep the axis.)"
    return None


def threshold_on_logits(labels: Numbers, z: Numbers) -> str | None:
    """A logit compared with 0.5, which is a probability of 0.62."""
    between = (z > 0) & (z < 0.5)
    above = z > 0.5
    if between.any() and above.any() and not labels[between].any() and labels[above].all():
        return f"All {between.sum()} rows with a logit between 0 and 0.5 were labelled 0."
    return None


def memorised_answers(stuck: npt.NDArray[np.bool_], labels: Numbers) -> str | None:
    """Labels of both kinds that stay what they are, whatever the parameters of the model."""
    share = float(stuck.mean())
    if share > 0.05 and np.ptp(labels[stuck]) > 0:
        return (
            f"After the sign of every parameter was turned, {share:.0%} of the predictions stayed "
            "the same: they do not come from the model."
        )
    return None


def constant_prediction(labels: Numbers) -> str | None:
    """The same label for every row."""
    if np.ptp(labels) == 0:
        return f"All {len(labels):,} rows were labelled {labels[0]:g}."
    return None


def labels_not_zero_based(labels: Numbers) -> str | None:
    """Classes counted from 1, or as -1 and 1."""
    found = np.unique(labels)
    whole = bool(np.isfinite(found).all()) and bool((found == np.round(found)).all())
    if whole and len(found) <= 2 and not np.isin(found, (0, 1)).all():
        return f"The labels are {' and '.join(f'{label:g}' for label in found)}, not 0 and 1."
    return None
