"""The function ``fit``: does it train the model it is given, step by step, and report truly?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria.asking import FloatArray, described, floats, need, returned
from autograde.exam.criteria.logistic import CLASS, new_model, parameters
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.diagnoses.training import Run
from autograde.exam.outcome import Array, Handle, Returned, Value
from autograde.exam.verdict import Finding, Found, failed, passed, stop

Draw = Callable[[int, np.random.Generator], tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]]

#: A model that gives everyone the probability 0.5 has the loss ln 2.
COIN = float(np.log(2))


@dataclass(frozen=True)
class Trained:
    """A model after ``fit``, and what was seen on the way."""

    model: Handle
    run: Run


class FittingEvidence:
    """What ``fit`` does to fresh models on rows drawn for this exam.

    ``draw(n_per_class, rng)`` gives the rows: X float32 (2n, F) and y int64 (2n,).
    """

    def __init__(self, candidate: Candidate, rng: np.random.Generator, draw: Draw) -> None:
        self.candidate = candidate
        self.rng = rng
        self.draw = draw
        self.X, y = draw(32, rng)
        self.y = y.astype(np.float32)

    def train(self, X: npt.NDArray[np.float32], y: npt.NDArray[np.float32], **options: Any) -> Trained:
        """Fit a fresh model; ``options`` are the ``epochs`` and ``lr`` that are not left alone."""
        need(self.candidate, CLASS, "class")
        need(self.candidate, "fit")
        model = new_model(self.candidate, X.shape[1])
        before = parameters(self.candidate, model)
        z_before = self.logits(model, X)
        shown = "".join(f", {name}={value:g}" for name, value in options.items())
        outcome = self.candidate.call("fit", model, X, y, watch=model, **options)
        result = returned(outcome, f"fit(model, X, y{shown})")
        return Trained(
            model,
            Run(
                losses=result.value,
                events=result.events,
                before=before,
                after=parameters(self.candidate, model),
                z_before=z_before,
                z_after=self.logits(model, X),
                y=y.astype(np.float64),
            ),
        )

    def logits(self, model: Handle, X: npt.NDArray[np.float32]) -> FloatArray:
        """``model(X)`` flattened to (N,), so that a wrong last axis costs no point here."""
        value = returned(self.candidate.call(model, X), "forward(x)").value
        if isinstance(value, Array) and value.values.size == len(X):
            return value.values.reshape(len(X)).astype(np.float64)
        return floats(value, "`forward(x)`", (len(X),))

    @cached_property
    def by_default(self) -> Trained:
        """A training with the student's own epochs and learning rate."""
        return self.train(self.X, self.y)

    @cached_property
    def short(self) -> Trained:
        """Three epochs."""
        return self.train(self.X, self.y, epochs=3)

    @cached_property
    def still(self) -> Trained:
        """Four epochs at learning rate 0, which must leave the model as it is."""
        return self.train(self.X, self.y, epochs=4, lr=0.0)

    def default_of(self, name: str) -> float | None:
        """The default of a parameter of ``fit``, where it is a number."""
        described = self.candidate.describe("fit")
        value = described.value if isinstance(described, Returned) else ()
        for pair in value if isinstance(value, tuple) else ():
            if isinstance(pair, tuple) and pair[0] == name and isinstance(pair[1], int | float):
                return float(pair[1])
        return None

    @cached_property
    def cause(self) -> str | None:
        """The diagnosis of the training as a whole, for criteria that only see its echo."""
        for criterion in (updates, gradients):
            try:
                finding = criterion(self)
            except Found as found:
                finding = found.finding
            if finding.passed is not True:
                return finding.diagnosis
        return None


def losses(value: Value, epochs: int) -> list[float]:
    """The history that ``fit`` returned as ``epochs`` numbers; anything else ends the criterion."""
    if isinstance(value, Array) and value.values.ndim == 1:
        value = tuple(float(v) for v in value.values.astype(float))
    if not isinstance(value, tuple):
        stop(
            f"`fit` returned {described(value)}; a list with the loss of every epoch was asked "
            "for.",
            "wrong-shape",
        )
    numbers: list[float] = []
    for item in value:
        if isinstance(item, Array) and item.values.size == 1:
            numbers.append(float(item.values.reshape(())))
        elif isinstance(item, int | float):
            numbers.append(float(item))
        else:
            stop(f"The history holds {described(item)}, where a number belongs.", "wrong-shape")
    if len(numbers) != epochs:
        stop(
            f"After {epochs} epochs the history has {len(numbers)} entries: one for each epoch was "
            "asked for.",
            "wrong-shape",
        )
    return numbers


def updates(evidence: FittingEvidence) -> Finding:
    """Training changes the parameters of the given model, and the loss falls."""
    run = evidence.by_default.run
    for slug, test in diagnose.NOTHING_LEARNED:
        seen = test(run)
        if seen:
            return failed(seen, slug)
    if not run.moved and run.before:
        return failed("After `fit` the parameters of the model are what they were before.")
    if run.loss_after < min(run.loss_before, 0.9 * COIN):
        return passed(f"The loss fell from {run.loss_before:.2f} to {run.loss_after:.2f}.")
    seen = diagnose.shape_broadcast(run)
    if seen:
        return failed(seen, "shape-broadcast")
    return _poor(evidence)


def _poor(evidence: FittingEvidence) -> Finding:
    """Why a training that changes the model does not bring the loss down far enough."""
    run = evidence.by_default.run
    fall = f"The loss went from {run.loss_before:.2f} to {run.loss_after:.2f}"
    seen = diagnose.learning_rate_too_large(run)
    if seen:
        return failed(f"{fall}: {seen}.", "learning-rate-too-large")
    epochs = evidence.default_of("epochs")
    if epochs is None:
        return failed(f"{fall}; guessing gives {COIN:.2f}.")
    slug = "too-few-epochs" if epochs < 20 else "learning-rate-too-small"
    longer = evidence.train(evidence.X, evidence.y, epochs=int(min(10 * epochs + 100, 2000))).run
    if longer.loss_after < run.loss_after - 0.02:
        return failed(
            f"{fall} in {epochs:g} epochs (guessing gives {COIN:.2f}), and to "
            f"{longer.loss_after:.2f} in more.",
            slug,
        )
    if run.moved and run.loss_after > run.loss_before - 0.02:
        lr = evidence.default_of("lr")
        if lr is not None and lr < 1e-4:
            return failed(f"{fall} at learning rate {lr:g}.", "learning-rate-too-small")
    return failed(f"{fall}; guessing gives {COIN:.2f}.")


def gradients(evidence: FittingEvidence) -> Finding:
    """Every step uses the gradient of its own batch, and no older one."""
    run = evidence.by_default.run
    for slug, test in (*diagnose.NOTHING_LEARNED, *diagnose.WRONG_GRADIENT):
        seen = test(run)
        if seen:
            return failed(seen, slug)
    if not run.moved and run.before:
        return failed("No step changed a parameter.")
    return passed("Each step used a fresh gradient.")


def history(evidence: FittingEvidence) -> Finding:
    """`fit` takes `epochs` and returns one loss for each epoch."""
    numbers = losses(evidence.short.run.losses, 3)
    if not np.isfinite(numbers).all():
        slug = diagnose.learning_rate_too_large(evidence.short.run) and "learning-rate-too-large"
        return failed(f"The history is {numbers}: not every loss is a number.", slug)
    return passed("Three epochs gave three losses.")


def reported_loss(evidence: FittingEvidence) -> Finding:
    """The reported losses are the binary cross-entropy of the whole epoch, and `lr` is used."""
    run = evidence.still.run
    if run.moved:
        return failed("With lr=0 the parameters still moved: `fit` does not use its `lr`.")
    numbers = losses(run.losses, 4)
    for slug, test in diagnose.WRONG_LOSS:
        seen = test(run, numbers)
        if seen:
            return failed(seen, slug)
    if not diagnose.proportional(numbers, run.loss_before, len(run.y)):
        return failed(
            f"With lr=0 the model keeps a loss of {run.loss_before:.3f}, but the history says "
            f"{', '.join(f'{n:.3f}' for n in numbers)}."
        )
    return passed("The history tells the loss of every epoch.")


