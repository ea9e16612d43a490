"""How far apart black and white still are where a model's first layer meets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from autograde.exam.criteria.asking import FloatArray
from autograde.exam.criteria.mlp import PIXELS, MlpEvidence, lively_state
from autograde.exam.criteria.models import parameters
from autograde.exam.outcome import Event, Forward, digest

#: By how much the biases of the first layer are moved.
STEP = 0.1
#: What a student may have done to the pixels once more on their way to the model.
AGAIN = (1 / 255, 255.0)


def in_forward(evidence: MlpEvidence) -> float | None:
    """By how much a difference of 1 between pixels differs in the first layer's input.

    Weights that all units of the layer share move them by the same amount as a step of their
    biases would: how large the weights have to be tells how large the input is. None where the
    model has no such layer, or does not answer the same twice.
    """
    values = parameters(evidence.candidate, evidence.model)
    layer = _first_layer(values)
    if layer is None or evidence.wavers:
        return None
    weight, bias = layer
    pattern = (evidence.state_rng.random(PIXELS) < 0.5).astype(np.float32)
    contrast = pattern - pattern.mean()
    strength = float(contrast @ pattern)
    state = lively_state(values, evidence.state_rng)
    level = state[bias]
    column = contrast[None, :] if values[weight].shape[1] == PIXELS else contrast[:, None]

    def bend(size: float, step: float) -> float:
        """How far the outputs lie apart for weights, or for biases, of both signs."""
        outputs = []
        for sign in (1, -1):
            state[weight] = np.full(values[weight].shape, sign * size * column, np.float32)
            state[bias] = level + np.float32(sign * step)
            evidence.candidate.load_state(evidence.model, state)
            outputs.append(evidence.answer(np.stack([pattern, pattern])))
        return float(abs(outputs[0] - outputs[1]).sum())

    wanted, found = bend(0.0, STEP), 1.0
    for _ in range(3):  # far from the right size an activation may be saturated
        if wanted and found:
            found *= bend(STEP / (strength * found), 0.0) / wanted
    own = {name: numbers.astype(np.float32) for name, numbers in values.items()}
    evidence.candidate.load_state(evidence.model, own)
    return found if wanted and found else None


def _first_layer(values: Mapping[str, FloatArray]) -> tuple[str, str] | None:
    """The names of the weight that meets the pixels, and of the bias that belongs to it."""
    names = list(values)
    for place, name in enumerate(names):
        shape = values[name].shape
        if len(shape) == 2 and PIXELS in shape:
            units = shape[0] if shape[1] == PIXELS else shape[1]
            own = name.removesuffix("weight") + "bias" if name.endswith("weight") else None
            near = [own] if own else names[place + 1 :]
            fits = [n for n in near if n in values and values[n].size == units]
            return (name, fits[0]) if fits else None
    return None


def otherwise_prepared(learned: Sequence[Event], asked: Sequence[Event]) -> str | None:
    """Images that are normalised in ``fit`` alone, or in ``predict`` alone.

    Noise in ``fit`` moves their deviation, shifts move their mean: normalising moves both.
    """
    one, other = _mean_and_deviation(learned), _mean_and_deviation(asked)
    if one is None or other is None:
        return None
    (mean, deviation), (mean_asked, deviation_asked) = one, other
    least, most = sorted((deviation, deviation_asked))
    if most < 1.5 * least or abs(mean - mean_asked) < 0.5 * least:
        return None
    return (
        f"`fit` shows the model pixels with mean {mean:.2f} and deviation {deviation:.2f}, "
        f"`predict` with mean {mean_asked:.2f} and deviation {deviation_asked:.2f}: what is done "
        "to the images belongs into both, or into `forward`."
    )


def _mean_and_deviation(events: Sequence[Event]) -> tuple[float, float] | None:
    shown = [event for event in events if isinstance(event, Forward)]
    means = [event.mean for event in shown if event.mean is not None]
    deviations = [event.deviation for event in shown if event.deviation is not None]
    if not means or not deviations:
        return None
    return float(np.median(means)), float(np.median(deviations))


def on_the_way(events: Sequence[Event], x: npt.NDArray[np.float32]) -> float:
    """How many times its pixels a model was shown, by the batches that begin with a row of ``x``.

    1 where nothing more was done to them than a student may do.
    """
    shown = [event.first for event in events if isinstance(event, Forward)]
    for factor in AGAIN:
        scaled = x * np.float32(255) if factor > 1 else x / np.float32(255)
        known = {digest(row) for row in scaled}
        if shown and sum(first in known for first in shown) > len(shown) / 2:
            return factor
    return 1.0
