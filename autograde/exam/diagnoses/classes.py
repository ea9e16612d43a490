"""Misunderstandings that show in the outputs of a classifier with several classes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from autograde.exam.diagnoses.outputs import sigmoid
from autograde.exam.outcome import Array, Value

Numbers = npt.NDArray[np.float64]


def log_softmax(z: Numbers) -> Numbers:
    """Log-probabilities of logits (N, K), stable for large ones."""
    shifted = z - z.max(axis=1, keepdims=True)
    log_p: Numbers = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return log_p


def cross_entropy(z: Numbers, y: npt.NDArray[np.int64]) -> float:
    """Mean cross-entropy of logits (N, K) against labels (N,)."""
    return float(-log_softmax(z)[np.arange(len(y)), y].mean())


def towards_labels(change: Numbers, y: npt.NDArray[np.int64]) -> float:
    """How much of a change of logits (N, C) went to the right classes: 0 by chance, 3 of C = 10.

    What all images have in common, or all classes of an image, tells nothing of labels: it is taken
    away. The rise of the right classes is counted in standard deviations of all that is left.
    """
    least = max(1e-6 * float(abs(change).max()), 1e-30)  # below is what rounding leaves
    change = change - change.mean(axis=1, keepdims=True)
    change = change - change.mean(axis=0, keepdims=True)
    return float(change[np.arange(len(y)), y].mean() / max(float(change.std()), least))


def softmax_in_forward(z: Numbers) -> str | None:
    """The outputs of each row are probabilities."""
    if z.min() >= 0 and np.allclose(z.sum(axis=1), 1, atol=1e-3):
        return (
            "The outputs of every row lie between 0 and 1 and add up to 1: they are "
            "probabilities, where logits are asked for. `CrossEntropyLoss` applies its own softmax."
        )
    return None


def softmax_over_batch(z: Numbers) -> str | None:
    """A softmax along the batch: the outputs of a class add up to 1 over all rows."""
    for p in (z, np.exp(z.clip(max=50.0))):
        if p.min() >= 0 and np.allclose(p.sum(axis=0), 1, atol=1e-3):
            return (
                f"The outputs of {len(z)} images for one class add up to 1: the softmax runs over "
                "the batch, so that each image depends on all others."
            )
    return None


def relu_on_logits(z: Numbers) -> str | None:
    """A ReLU after the last layer leaves no negative logit."""
    zeros = float((z == 0).mean())
    if z.min() == 0 and zeros > 0.02:
        return f"No logit is negative, and {zeros:.0%} of them are exactly 0."
    return None


#: What may have been done to the logits of a model with random parameters.
SQUASHED: tuple[tuple[str, Callable[[Numbers], str | None]], ...] = (
    ("softmax-before-cross-entropy", softmax_in_forward),
    ("softmax-wrong-dim", softmax_over_batch),
    ("relu-on-logits", relu_on_logits),
)

#: Cross-entropy of ten probabilities that are taken for logits: all on a wrong class, all on the
#: right one.
CEILING = math.log(math.e + 9)
FLOOR = CEILING - 1


def softmax_before_loss(
    losses: Numbers, batch: int, z: Numbers, y: npt.NDArray[np.int64]
) -> tuple[str | None, str] | None:
    """Slug and evidence where the losses of very sure logits stay near those of guessing.

    Each image counts as the floor or the ceiling then, so that the mean of a batch lies on a grid;
    with a softmax over the batch it lies between. ``z`` and ``y`` are the logits and labels of all
    batches together.
    """
    summed = len(losses) and losses.min() > batch * (FLOOR - 0.02) and losses.max() < batch * 3.3
    losses = losses / batch if summed else losses
    if not len(losses) or losses.min() < FLOOR - 0.02 or losses.max() > 3.3:
        return None
    seen = (
        f"With logits in the hundreds the loss of every batch stays between {losses.min():.2f} and "
        f"{losses.max():.2f}"
    )
    for name, squashed in (("sigmoid", sigmoid(z)), ("tanh", np.tanh(z))):
        if np.isclose(losses.mean(), cross_entropy(squashed, y), rtol=2e-3):
            return None, (
                f"{seen}: it is given the {name} of the logits, where `CrossEntropyLoss` takes "
                "them as they are."
            )
    for smoothing in (0.0, 0.05, 0.1, 0.15, 0.2):
        steps = (CEILING - losses - smoothing / 10) * batch / (1 - smoothing)
        if (abs(steps - np.round(steps)) < 0.002).mean() > 0.3:
            return "softmax-before-cross-entropy", f"{seen}: the loss is given probabilities."
    return (
        None if summed else ("softmax-wrong-dim", f"{seen}: it is given a softmax over the batch.")
    )


def another_loss(
    mean: float, z: Numbers, y: npt.NDArray[np.int64]
) -> tuple[str | None, str] | None:
    """Slug and name of a known loss of logits (N, K) and labels that is not the cross-entropy.

    It is known by its mean. Each may be a mean or a sum over the classes of an image.
    """
    classes = z.shape[1]
    right = np.eye(classes)[y]
    own = z[np.arange(len(y)), y][:, None]
    p = np.exp(log_softmax(z))
    known = {
        "the squared error of logits and labels": (z - y[:, None]) ** 2,
        "the squared error of logits and one-hot labels": (z - right) ** 2,
        "the binary cross-entropy of every class by itself": np.logaddexp(0.0, z) - right * z,
        "the binary cross-entropy of every class's sigmoid": _clamped(sigmoid(z), right),
        "the binary cross-entropy of every class's softmax": _clamped(p, right),
        "the margin loss of the logits": np.maximum(0.0, 1 - own + z) * (1 - right),
    }
    if np.isclose(mean, cross_entropy(z, y), rtol=0.01):
        return None
    if np.isclose(mean, cross_entropy(np.maximum(z, 0.0), y), rtol=1e-3):
        return "relu-on-logits", "the cross-entropy of logits whose negative ones were set to 0"
    off = {
        name: min(abs(mean / value - 1) for value in (each.mean(), classes * each.mean()))
        for name, each in known.items()
    }
    nearest = min(off, key=lambda name: off[name])
    return (None, nearest) if off[nearest] < 1e-3 else None


def _clamped(p: Numbers, right: Numbers) -> Numbers:
    """What `BCELoss` makes of float32 probabilities: no logarithm of its is below -100."""
    p = p.astype(np.float32).astype(np.float64)
    with np.errstate(divide="ignore"):
        yes, no = (np.maximum(np.log(share), -100.0) for share in (p, 1 - p))
    each: Numbers = -(right * yes + (1 - right) * no)
    return each


def argmax_over_batch(shape: tuple[int, ...], classes: int) -> str | None:
    """One answer for each class instead of one for each image."""
    if shape == (classes,):
        return (
            f"`predict` returned {classes} numbers, one for each class: the largest was looked for "
            "along the batch."
        )
    return None


def softmax_over_batch_first(labels: Numbers, z: Numbers) -> str | None:
    """The labels are the largest of a softmax that ran along the batch."""
    along = log_softmax(z.T).T
    if np.array_equal(labels, along.argmax(axis=1)):
        return "The labels are those of a softmax over the batch, not over the classes."
    return None


def largest_itself(labels: Numbers, z: Numbers) -> str | None:
    """The largest logits, or their probabilities, stand where their places are asked for."""
    for outputs in (z, np.exp(log_softmax(z))):
        if np.allclose(labels, outputs.max(axis=1), rtol=1e-3, atol=1e-5):
            return (
                "What came back is the largest output of each image itself; its class is the place "
                "of that output, which `argmax` gives."
            )
    return None


def pair_of_max(value: Value, rows: int) -> str | None:
    """What ``max`` gives along an axis stands where the places alone are asked for."""
    match value:
        case (Array(values=one), Array(values=other)) if one.shape == other.shape == (rows,):
            return (
                "`predict` returned a pair, as `max` with a `dim` does: the largest outputs, then "
                "their places. The places are the classes; `argmax` gives them alone."
            )
    return None


def counted_from_one(labels: Numbers, z: Numbers) -> str | None:
    """Every label is one too large."""
    if np.array_equal(labels, z.argmax(axis=1) + 1):
        return "Every label is one larger than the place of the largest logit."
    return None


def still_falling(losses: Numbers) -> bool:
    """Whether the last epoch of a history still brought the loss clearly down."""
    return len(losses) > 1 and bool(losses[-1] < 0.97 * losses[-2])
