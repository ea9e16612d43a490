"""Misunderstandings that show in what a model or a prediction puts out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.outcome import Array, Handle, Returned

Numbers = npt.NDArray[np.float64]


def sigmoid(z: Numbers) -> Numbers:
    """The logistic function, without overflow at either end."""
    return np.exp(-np.logaddexp(0.0, -z))


def two_outputs(value: object) -> str | None:
    """One output per class where a single logit is asked for."""
    if isinstance(value, Array) and value.values.ndim == 2 and value.values.shape[1] == 2:
        return "`forward(x)` returns two outputs for each row; logistic regression has one logit."
    return None


def softmax_over_one_output(outputs: Numbers) -> str | None:
    """A softmax over an axis of length one is always 1."""
    if np.allclose(outputs, 1.0, atol=1e-6):
        return "Every output is exactly 1, whatever the features."
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


def missing_sigmoid(p: Numbers, z: Numbers) -> str | None:
    """``predict_proba`` returns logits."""
    if np.allclose(p, z) and (p.min() < 0 or p.max() > 1):
        return f"The probabilities run from {p.min():.2f} to {p.max():.2f}: they are the logits."
    return None


def double_sigmoid(p: Numbers, z: Numbers) -> str | None:
    """``predict_proba`` applies the sigmoid to what is a probability already."""
    if np.allclose(p, sigmoid(z), atol=1e-4) and z.min() >= 0 and z.max() <= 1:
        return f"The probabilities run only from {p.min():.2f} to {p.max():.2f}."
    if np.allclose(p, sigmoid(sigmoid(z)), atol=1e-5):
        return f"The probabilities run only from {p.min():.2f} to {p.max():.2f}."
    return None


def lost_batch_axis(candidate: Candidate, model: Handle) -> str | None:
    """``squeeze()`` takes away the batch axis as well when the batch holds a single row."""
    outcome = candidate.call(model, np.zeros((1, 5), np.float32))
    if isinstance(outcome, Returned) and isinstance(outcome.value, Array):
        if outcome.value.values.shape == ():
            return (
                "(For a single row the shape is (), not (1,): `squeeze(-1)` would keep the "
                "batch axis.)"
            )
    return None


def threshold_on_logits(labels: Numbers, z: Numbers) -> str | None:
    """A logit compared with 0.5, which is a probability of 0.62."""
    between = (z > 0) & (z < 0.5)
    if between.any() and (labels[between] == 0).all() and (labels[z > 0.5] == 1).all():
        return f"{between.sum()} rows with a logit between 0 and 0.5 were labelled 0."
    return None


def memorised_answers(before: Numbers, after: Numbers) -> str | None:
    """Labels that stay when every parameter of the model changes its sign."""
    same = float((before == after).mean())
    if same > 0.9 and np.ptp(before) > 0:
        return (
            f"After the sign of every parameter was turned, {same:.0%} of the predictions stayed "
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
    found = sorted(set(labels.tolist()))
    if len(found) == 2 and found != [0.0, 1.0] and all(v == int(v) for v in found):
        return f"The labels are {found[0]:g} and {found[1]:g}."
    return None


