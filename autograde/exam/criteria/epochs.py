"""The function ``fit`` of a classifier: whether it trains on all batches, and reports truly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate, Loader
from autograde.exam.criteria.asking import (
    HUGE,
    FloatArray,
    array,
    described,
    judged,
    need,
    returned,
)
from autograde.exam.criteria.logistic import State, parameters
from autograde.exam.criteria.mlp import (
    CLASS,
    CLASSES,
    MlpEvidence,
    as_images,
    lively_state,
    logits,
    new_model,
)
from autograde.exam.diagnoses import classes as seen_in
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.diagnoses.training import Run
from autograde.exam.outcome import Backward, Forward, Handle, Raised
from autograde.exam.verdict import Finding, failed, passed, stop

BATCH = 16
BATCHES = 10
EPOCHS = 4
RATE = 0.01
#: Training that hardly began moves the logit of the right class further than this.
CLEAR = 0.02
#: Parameters that moved by more than this share, at a learning rate near 0, were made anew.
ANEW = 0.3
#: With logits this far apart a probability is 0 or 1.
SURE = 300.0


@dataclass(frozen=True)
class ImageSet:
    """Images to train on: uint8 (N, 28, 28), and labels, int64 (N,)."""

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]

    @property
    def x(self) -> npt.NDArray[np.float32]:
        """The images as a model gets them: float32 (N, 1, 28, 28) from 0 to 1."""
        return as_images((self.images / 255).astype(np.float32).reshape(len(self.images), -1))


def draw_images(n: int, rng: np.random.Generator) -> ImageSet:
    """Images of ten patterns that are drawn as well, each as often: blotches and noise."""
    patterns = np.kron(rng.random((CLASSES, 7, 7)), np.ones((4, 4)))
    labels = rng.permutation(np.arange(n) % CLASSES)
    mixed = 0.7 * patterns[labels] + 0.3 * rng.random((n, 28, 28))
    return ImageSet((255 * mixed).astype(np.uint8), labels)


@dataclass(frozen=True)
class Trained:
    """A model after ``fit``, and what was seen on the way."""

    model: Handle
    run: Run

    @property
    def losses(self) -> FloatArray:
        """Where each backward pass started from; empty where that was not always one number."""
        found = [event.loss for event in self.run.passes]
        return np.array(found) if None not in found else np.zeros(0)


class EpochsEvidence:
    """What ``fit`` does to fresh models with loaders of a few images drawn for this exam."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.image_rng, self.state_rng, self.model_rng, self.probe_rng = rng.spawn(4)
        self.seed = int(rng.integers(2**31))
        self.set = draw_images(BATCH * BATCHES, self.image_rng)

    def train(self, images: ImageSet, state: State | None = None, **options: Any) -> Trained:
        """Fit a fresh model that starts from ``state``, or from its own random numbers."""
        need(self.candidate, "fit")
        model = self.fresh_model()
        if state is not None:
            self.candidate.load_state(model, state)
        before, z_before = parameters(self.candidate, model), self.logits(model, images)
        self.candidate.call(model, method="train")
        loader = Loader(images.images, images.labels, BATCH, self.seed)
        outcome = self.candidate.call("fit", model, loader, watch=model, **options)
        shown = "".join(f", {name}={value:g}" for name, value in options.items())
        result = returned(outcome, f"fit(model, train_loader{shown})")
        run = Run(
            epochs=options.get("epochs"),
            losses=result.value,
            events=result.events,
            before=before,
            after=parameters(self.candidate, model),
            z_before=z_before,
            z_after=self.logits(model, images),
            y=images.labels.astype(np.float64),
        )
        return Trained(model, run)

    def fresh_model(self) -> Handle:
        """A new model, as the student starts it."""
        need(self.candidate, CLASS, "class")
        self.candidate.seed(self.seed)
        return new_model(self.candidate)

    def logits(self, model: Handle, images: ImageSet, mode: str = "eval") -> FloatArray:
        """The model's outputs (N, 10) in evaluation mode, tamed where they are infinite."""
        self.candidate.call(model, method=mode)
        method = None if self.model_evidence.kind[0] else "forward"
        outcome = self.candidate.call(model, images.x, method=method)
        if isinstance(outcome, Raised):  # which shapes it takes is judged where the model is
            rows = images.x.reshape(len(images.x), -1)
            outcome = self.candidate.call(model, rows, method=method)
        found = array(returned(outcome, "forward(x)").value, "`forward(x)`").values
        if found.shape != (len(images.x), CLASSES):
            stop(f"`forward(x)` has shape {found.shape} for {len(images.x)} images.", "wrong-shape")
        return np.nan_to_num(found.astype(np.float64), nan=HUGE).clip(-HUGE, HUGE)

    @cached_property
    def model_evidence(self) -> MlpEvidence:
        """The class looked at by itself."""
        return MlpEvidence(self.candidate, self.model_rng)

    @cached_property
    def fault(self) -> Finding | None:
        """What is wrong with the outputs of the model itself: of that much else is an echo."""
        finding = judged(logits, self.model_evidence)
        return finding if finding.passed is False else None

    @cached_property
    def taught(self) -> Trained:
        """A few epochs at a learning rate that suits most optimizers."""
        return self.train(self.set, epochs=EPOCHS, lr=RATE)

    @cached_property
    def gentle(self) -> Trained:
        """The same at a tenth of the learning rate."""
        return self.train(self.set, epochs=EPOCHS, lr=RATE / 10)

    @cached_property
    def loud(self) -> Trained:
        """An epoch at a learning rate near 0, with logits in the hundreds."""
        model = self.fresh_model()
        own = parameters(self.candidate, model)
        scale = 1.0
        start = lively_state(own, self.state_rng)
        for _ in range(12):
            state = {name: (scale * values).astype(np.float32) for name, values in start.items()}
            self.candidate.load_state(model, state)
            if self.logits(model, self.set, "train").std() > SURE:
                break
            scale *= 2
        return self.train(self.set, state, epochs=1, lr=1e-8)

    @cached_property
    def restarted(self) -> bool:
        """Whether the parameters are others although they must not move."""
        run = self.loud.run
        moved = sum(abs(run.after[name] - values).sum() for name, values in run.before.items())
        size = sum(abs(values).sum() for values in run.before.values())
        return bool(moved > ANEW * size)

    @cached_property
    def gain(self) -> float:
        """How much further the logit of the right class lies above the others than before."""
        gain = self._gain(self.taught.run)
        return gain if gain > CLEAR else max(gain, self._gain(self.gentle.run))

    def _gain(self, run: Run) -> float:
        y = self.set.labels
        return seen_in.margin(run.z_after, y) - seen_in.margin(run.z_before, y)

    @cached_property
    def fed(self) -> list[Forward]:
        """The batches of ``taught`` that gradients came from, not those only looked at."""
        fed: list[Forward] = []
        waiting: list[Forward] = []
        for event in self.taught.run.events:
            if isinstance(event, Forward):
                waiting.append(event)
            elif isinstance(event, Backward):
                fed += [shown for shown in waiting if shown.training] or waiting[-1:]
                waiting = []
        return fed

    @cached_property
    def per_epoch(self) -> FloatArray:
        """Losses of the backward passes (epochs, batches); no rows where they do not divide."""
        losses = self.taught.losses
        whole = len(losses) > 0 and len(losses) % EPOCHS == 0
        return losses.reshape(EPOCHS, -1) if whole else np.zeros((0, 0))

    @cached_property
    def depends_on_mode(self) -> bool:
        """Whether the model answers otherwise in training mode: dropout, batch normalisation."""
        model = self.taught.model
        training, evaluating = (self.logits(model, self.set, mode) for mode in ("train", "eval"))
        return not np.allclose(training, evaluating, rtol=1e-3, atol=1e-3)

    @cached_property
    def cause(self) -> str | None:
        """The diagnosis of the training as a whole, for criteria that only see its echo."""
        for criterion in (updates, gradients, batches, loss):
            finding = judged(criterion, self)
            if finding.passed is False and finding.diagnosis:
                return finding.diagnosis
        return self.fault.diagnosis if self.fault else None


def updates(evidence: EpochsEvidence) -> Finding:
    """Training changes the parameters of the given model towards the labels."""
    run = evidence.taught.run
    for slug, test in (*diagnose.NOTHING_LEARNED, *diagnose.WRONG_GRADIENT[:1]):
        seen = test(run)
        if seen and not run.moved:
            return failed(seen, slug)
    if not run.moved:
        return failed("After `fit` the parameters of the model are what they were before.")
    if evidence.restarted:
        return failed(
            "Even a learning rate near 0 leaves a model with quite other parameters: `fit` starts "
            "it anew.",
            "model-recreated-each-epoch",
        )
    if evidence.gain > CLEAR:
        return passed(
            f"In {EPOCHS} epochs the logit of the right class rose by {evidence.gain:.2f} "
            "against the others."
        )
    wrong = next((slug for slug, test in diagnose.WRONG_GRADIENT if test(run)), None)
    return failed(
        f"In {EPOCHS} epochs the logit of the right class rose by {evidence.gain:.2f} against the "
        "others, instead of clearly.",
        wrong or (evidence.fault.diagnosis if evidence.fault else None),
    )


def gradients(evidence: EpochsEvidence) -> Finding:
    """Every step uses the gradient of its own batch, and no older one."""
    run = evidence.taught.run
    if not run.moved:
        learning = judged(updates, evidence)
        return failed(learning.evidence, learning.diagnosis)
    for slug, test in diagnose.WRONG_GRADIENT:
        seen = test(run)
        if seen:
            return failed(seen, slug)
    return passed("Each step used a fresh gradient.")


def batches(evidence: EpochsEvidence) -> Finding:
    """Every epoch goes through all batches of the loader, in another order each time."""
    run, fed = evidence.taught.run, evidence.fed
    if not fed and not run.reached:
        return failed("The model was never shown a batch.", judged(updates, evidence).diagnosis)
    rows, wanted = sum(event.rows for event in fed), EPOCHS * len(evidence.set.labels)
    if fed and rows < wanted:
        return failed(
            f"In {EPOCHS} epochs the model learned from {rows} images; the loader holds "
            f"{len(evidence.set.labels)}, which makes {wanted}."
        )
    order = [event.first for event in fed]
    size = len(order) // EPOCHS
    repeated = all(order[i] == order[i % size] for i in range(len(order))) if size > 2 else False
    if repeated:
        return failed(
            f"The batches of all {EPOCHS} epochs began with the same images, one after the other.",
            "no-shuffle",
        )
    return passed("All batches, in another order in each epoch.")


def loss(evidence: EpochsEvidence) -> Finding:
    """What is minimised is the cross-entropy of the logits."""
    run = evidence.loud.run
    if not run.passes:
        return failed("No backward pass was seen.", judged(updates, evidence).diagnosis)
    losses = evidence.loud.losses
    if evidence.fault or evidence.restarted or not len(losses):
        return passed("What else is wrong with the model is judged elsewhere.")
    wrong = seen_in.softmax_before_loss(losses, BATCH)
    if wrong:
        return failed(wrong[1], wrong[0])
    if losses.mean() < 3.5:
        return failed(
            "With logits in the hundreds, and most of them wrong, the loss is only "
            f"{losses.mean():.2f}: that is no cross-entropy of logits."
        )
    return passed("The loss grows with the logits, as the cross-entropy does.")


def history(evidence: EpochsEvidence) -> Finding:
    """`fit` returns one number for each epoch: its mean loss over all batches."""
    run = evidence.taught.run
    told = np.array(run.reported)
    if not len(told) and run.losses != ():
        return failed(
            f"`fit` returned {described(run.losses)}; a list with the loss of every epoch was "
            "asked for.",
            "wrong-shape",
        )
    if len(told) != EPOCHS or (isinstance(run.losses, tuple) and len(run.losses) != EPOCHS):
        count = len(run.losses) if isinstance(run.losses, tuple) else len(told)
        return failed(
            f"After {EPOCHS} epochs the history has {count} entries: one for each epoch was "
            "asked for.",
            "wrong-shape",
        )
    if not np.isfinite(told).all():
        return failed("The history holds values that are no finite numbers.", evidence.cause)
    return _true_history(evidence, told)


def _true_history(evidence: EpochsEvidence, told: FloatArray) -> Finding:
    """Whether the numbers are the losses that the training went through."""
    seen = evidence.per_epoch
    if seen.size and seen.shape[1] > 1:
        if _in_step(told, seen.mean(axis=1), 2e-3):
            return passed("The history is the mean over the batches of every epoch.")
        for place, column in (("last", seen[:, -1]), ("first", seen[:, 0])):
            if np.allclose(told, column, rtol=1e-3, atol=1e-6):
                return failed(
                    f"The history says {_few(told)}: the loss of the {place} of "
                    f"{seen.shape[1]} batches; the means are {_few(seen.mean(axis=1))}.",
                    "loss-of-last-batch",
                )
        if np.allclose(told, seen.mean(axis=1), rtol=0.25):
            return passed("The history is near the mean over the batches of every epoch.")
    elif seen.size and _in_step(told, seen[:, 0], 2e-3):
        return passed("The history is the loss of every epoch.")
    if judged(updates, evidence).passed is not True:
        return failed("Where nothing is learned, the history tells nothing.", evidence.cause)
    after = seen_in.cross_entropy(evidence.taught.run.z_after, evidence.set.labels)
    if np.isclose(told[-1], after, rtol=0.1):
        return passed("The history is the loss after every epoch.")
    return failed(
        f"The history says {_few(told)}; over all batches the mean losses of the epochs are "
        f"{_few(seen.mean(axis=1)) if seen.size else f'others, and at the end {after:.3f}'}."
    )


def _in_step(told: FloatArray, true: FloatArray, tolerance: float) -> bool:
    """Whether one history is the other, or a multiple of it that is the same in every epoch."""
    ratios = told / np.where(true == 0, 1e-12, true)
    return bool(np.ptp(ratios) <= tolerance * abs(ratios).max() and ratios.min() > 0)


def _few(numbers: Sequence[float] | FloatArray) -> str:
    return ", ".join(f"{number:.3f}" for number in numbers)
