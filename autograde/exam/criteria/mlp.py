"""The class ``MLP``: a module with a hidden layer that gives logits for images."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria import models
from autograde.exam.criteria.asking import FloatArray, floats, judged, need, returned
from autograde.exam.criteria.models import made, parameters
from autograde.exam.diagnoses import classes as diagnose
from autograde.exam.outcome import Handle, Returned
from autograde.exam.verdict import Finding, Found, failed, passed

CLASS = "MLP"
PIXELS = 784
CLASSES = 10
IMAGES = 48
#: What a lazy layer sees first.
BLANK = np.zeros((2, 1, 28, 28), np.float32)
#: How far out a model is looked at where something may hold it back close by.
FAR = 1e4

Pixels = npt.NDArray[np.float32]


class MlpEvidence:
    """How a candidate's ``MLP()`` with random parameters answers to images drawn for this exam."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        candidate.seed(int(rng.integers(2**31)))
        self.x, self.other = rng.normal(size=(2, IMAGES, PIXELS)).astype(np.float32)
        self.state_rng = rng

    @cached_property
    def model(self) -> Handle:
        """A model of its own sizes with random parameters, in evaluation mode."""
        model = new_mlp(self.candidate)
        state = lively_state(parameters(self.candidate, model), self.state_rng)
        self.candidate.load_state(model, state)
        self.candidate.call(model, method="eval")
        return model

    @cached_property
    def kind(self) -> tuple[bool, int, int]:
        """Whether the model is a module, and how many numbers it holds beside its parameters."""
        return models.kind(self.candidate, self.model)

    def output(self, x: Pixels) -> FloatArray:
        """The logits (N, 10) that ``forward`` returns."""
        method = None if self.kind[0] else "forward"
        outcome = self.candidate.call(self.model, x, method=method)
        what = f"forward(x) with x of shape {x.shape}"
        return floats(returned(outcome, what).value, f"`{what}`", (len(x), CLASSES))

    def answer(self, x: Pixels) -> FloatArray:
        """The logits of rows of 784 pixels, which are images where ``forward`` takes only those."""
        try:
            return self.output(x)
        except Found:
            return self.output(as_images(x))

    @cached_property
    def logits(self) -> FloatArray:
        """What it answers to the images."""
        return self.answer(self.x)

    @cached_property
    def wavers(self) -> bool:
        """Whether the same images get other logits when they come again."""
        return not np.allclose(self.logits, self.answer(self.x), rtol=1e-3, atol=1e-3)

    @cached_property
    def fault(self) -> tuple[str, str] | None:
        """Slug and evidence where the outputs are no logits."""
        for slug, test in diagnose.SQUASHED:
            seen = test(self.logits)
            if seen:
                return slug, seen
        return None

    def sized(self, named: bool, n_hidden: int, n_classes: int = CLASSES) -> Handle:
        """``MLP(784, n_hidden, n_classes)``, or the same with the names of the sizes."""
        if named:
            return new_mlp(self.candidate, n_hidden=n_hidden, n_classes=n_classes)
        return new_mlp(self.candidate, PIXELS, n_hidden, n_classes)


def new_mlp(candidate: Candidate, *sizes: int, **named: int) -> Handle:
    """A new model, as the student starts it."""
    need(candidate, CLASS, "class")
    return made(candidate, CLASS, *sizes, rows=BLANK, **named)


def as_images(rows: Pixels) -> Pixels:
    """Rows of 784 pixels as images (N, 1, 28, 28)."""
    return rows.reshape(len(rows), 1, 28, 28)


def lively_state(
    shapes: Mapping[str, FloatArray], rng: np.random.Generator, scale: float = 1.0
) -> dict[str, npt.NDArray[np.float32]]:
    """Random parameters with which no layer falls silent, however wide it is."""
    state = {}
    for name, values in shapes.items():
        fan_in = values[0].size if values.ndim > 1 and values.size else 1
        deviation = scale * (2 / fan_in) ** 0.5
        state[name] = (deviation * rng.normal(size=values.shape)).astype(np.float32)
    return state


def module(evidence: MlpEvidence) -> Finding:
    """`MLP` is an `nn.Module` that registers all its parameters."""
    is_module, loose, unregistered = evidence.kind
    if not is_module:
        return failed(f"`{CLASS}()` is no `nn.Module`.", "not-a-module")
    found = parameters(evidence.candidate, evidence.model)
    count = sum(values.size for values in found.values())
    if count < PIXELS:
        seen = f" It holds {loose:,} numbers in plain tensors." if loose > count else ""
        return failed(
            f"`model.parameters()` holds {count} numbers, too few for {PIXELS} pixels.{seen}",
            "no-parameters-registered",
        )
    if unregistered:
        return failed(
            f"Beside its {count:,} parameters it holds {unregistered:,} numbers that could learn "
            "and that `model.parameters()` does not know: in a plain list, or in plain tensors.",
            "no-parameters-registered",
        )
    return passed(f"It is a module with {count:,} parameters.")


def shapes(evidence: MlpEvidence) -> Finding:
    """`forward` takes `(N, 1, 28, 28)` and `(N, 784)` and returns the same `(N, 10)` for both."""
    flat = evidence.output(evidence.x)
    images = evidence.output(as_images(evidence.x))
    evidence.output(evidence.x[:1])
    if evidence.wavers or np.allclose(flat, images, rtol=1e-3, atol=1e-3):
        return passed("Both shapes give the same (N, 10).")
    return failed("The same pixels as (N, 1, 28, 28) and as (N, 784) give different outputs.")


def logits(evidence: MlpEvidence) -> Finding:
    """`forward` returns logits: any numbers, each image's own."""
    if evidence.fault:
        slug, seen = evidence.fault
        return failed(seen, slug)
    try:
        wide = evidence.answer(evidence.x * FAR)
    except Found:  # such as the logarithm of a probability of 0: no image is so strong
        wide = evidence.logits
    if abs(wide).max() <= 1 + 1e-6:
        return failed("However strong the input, no output leaves the range from -1 to 1.")
    if wide.max() > 1 and wide.min() > -0.05 * wide.max():
        return failed(
            f"Outputs rise up to {wide.max():.2g}, and none falls below {wide.min():.2g}: an "
            "activation behind the last layer holds back negative logits.",
            "relu-on-logits",
        )
    alone = evidence.logits[:1]
    with suppress(Found):  # its shape is judged above
        alone = evidence.answer(evidence.x[:1])
    if not evidence.wavers and not np.allclose(alone, evidence.logits[:1], rtol=1e-2, atol=1e-2):
        return failed("An image by itself gets other logits than the same image among others.")
    return passed("The outputs are not squashed, and each image has its own.")


def sizes(evidence: MlpEvidence) -> Finding:
    """`n_hidden` sets the size of the hidden layer, `n_classes` the number of outputs."""
    found = judged(partial(_sizes, named=False), evidence)
    if found.passed:
        return found
    # Whoever has more sizes than asked for is asked by their names.
    by_name = judged(partial(_sizes, named=True), evidence)
    return by_name if by_name.passed else found


def _sizes(evidence: MlpEvidence, named: bool) -> Finding:
    few, many = (
        sum(values.size for values in parameters(evidence.candidate, model).values())
        for model in (evidence.sized(named, 16), evidence.sized(named, 48))
    )
    if few == many > 0:
        return failed(f"`n_hidden` 16 and 48 give the same number of parameters, {few:,}.")
    model = evidence.sized(named, 16, 3)
    evidence.candidate.call(model, method="eval")
    for x in (evidence.x, as_images(evidence.x)):
        outcome = evidence.candidate.call(model, x, method=None if evidence.kind[0] else "forward")
        if isinstance(outcome, Returned):
            break
    value = returned(outcome, "forward(x)").value
    floats(value, f"With n_classes=3 `forward(x)` for {len(x)} images", (len(x), 3))
    return passed("The sizes are the ones asked for.")


def hidden(evidence: MlpEvidence) -> Finding:
    """Between its layers the model has an activation: it is not linear."""
    # A model that makes its pixels smaller bends only far out.
    if not evidence.wavers and not _bends(evidence, 1) and not _bends(evidence, FAR):
        return failed(
            "The outputs for the sum of two images are the sum of their outputs: all layers "
            "together are one linear layer.",
            "no-hidden-activation",
        )
    return passed("The model is not linear.")


def _bends(evidence: MlpEvidence, size: float) -> bool:
    """Whether sums of images give something else than the sums of their outputs."""
    # No pixel is negative: a ReLU on the pixels themselves bends nothing. Nor is an image blank:
    # whoever scales each by itself has no scale for it.
    a, b = (abs(x) * np.float32(size) for x in (evidence.x, evidence.other))
    c = np.minimum(a, b)
    parts = (evidence.answer(x) for x in (a, b, c, a + b - c))
    one, two, three, both = (_centred(part) for part in parts)
    bend = float(abs(one + two - three - both).max())
    return bend >= 1e-2 * (1e-3 + float(both.std()))


def _centred(z: FloatArray) -> FloatArray:
    """Outputs as they were before a softmax, up to what a softmax leaves open."""
    squashed = diagnose.softmax_in_forward(z) or (z.min() >= 0 and z.max() <= 1)
    z = np.log(z.clip(1e-30)) if squashed else z
    z = z - z.mean(axis=1, keepdims=True)
    centred: FloatArray = z - z.mean(axis=0, keepdims=True)
    return centred
