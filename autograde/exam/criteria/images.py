"""Images drawn for the exam, and models that a student's ``fit`` has trained on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate, Loader
from autograde.exam.criteria import scaling
from autograde.exam.criteria.asking import HUGE, FloatArray, array, judged, need, returned
from autograde.exam.criteria.mlp import (
    CLASSES,
    MlpEvidence,
    as_images,
    lively_state,
    logits,
    new_mlp,
)
from autograde.exam.criteria.models import State, parameters
from autograde.exam.criteria.watched import Trained, Training
from autograde.exam.diagnoses import classes as seen_in
from autograde.exam.diagnoses.data import unscaled_input
from autograde.exam.diagnoses.training import Run, unchanged
from autograde.exam.outcome import Array, Backward, Forward, Handle, Raised
from autograde.exam.verdict import Finding, stop

BATCH = 16
BATCHES = 10
EPOCHS = 4
RATE = 0.01
MANY = 20
FIT = Training("fit", "model, train_loader", mode="train")
#: Training that hardly began goes further towards the labels than 1.8, other labels' below 0.7.
CLEAR = 1.2
#: The cosine between matrices and what became of them at a learning rate near 0: less, and they
#: were made anew.
ANEW = 0.3
#: With logits this far apart every probability is 0 or 1, and with these most are.
SURE, FAIRLY_SURE = 1e4, 300.0
#: How often parameters are doubled for that.
LOUDER = 16


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
        return FIT.run(
            self.candidate,
            model,
            Loader(images.images, images.labels, BATCH, self.seed),
            logits=partial(self.logits, images=images),
            y=images.labels,
            **options,
        )

    def fresh_model(self) -> Handle:
        """A new model, as the student starts it, with all random generators at one seed."""
        self.candidate.seed(self.seed)
        return new_mlp(self.candidate)

    def logits(self, model: Handle, images: ImageSet, mode: str = "eval") -> FloatArray:
        """The model's outputs (N, 10) in evaluation mode, tamed where they are infinite."""
        self.candidate.call(model, method=mode)
        method = None if self.model_evidence.kind[0] else "forward"
        outcome = self.candidate.call(model, images.x, method=method)
        if isinstance(outcome, Raised):  # which shapes it takes is judged where the model is
            rows = images.x.reshape(len(images.x), -1)
            outcome = self.candidate.call(model, rows, method=method)
        value = returned(outcome, "forward(x)").value
        if isinstance(value, tuple):  # whether they come alone is judged where the model is
            fits = (len(images.x), CLASSES)
            value = next(
                (v for v in value if isinstance(v, Array) and v.values.shape == fits), value
            )
        found = array(value, "`forward(x)`").values
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
    def patient(self) -> Trained:
        """Many epochs: a deep model, or one of sigmoids, begins slowly."""
        return self.train(self.set, epochs=MANY, lr=RATE)

    @cached_property
    def own_rate(self) -> Trained:
        """As many at the student's own learning rate."""
        return self.train(self.set, epochs=MANY)

    @cached_property
    def loud(self) -> Trained:
        """An epoch at a learning rate near 0, with logits as far apart as ``SURE``, if they can."""
        state, _ = self.loud_state
        return self.train(self.set, state, epochs=1, lr=1e-8)

    @cached_property
    def loud_state(self) -> tuple[State, float]:
        """Parameters with which logits are far apart, and how far they are."""
        model = self.fresh_model()
        start = lively_state(parameters(self.candidate, model), self.state_rng)
        for doubled in range(LOUDER):
            state = {name: (2**doubled * v).astype(np.float32) for name, v in start.items()}
            self.candidate.load_state(model, state)
            spread = float(self.logits(model, self.set, "train").std())
            if spread > SURE:
                break
        return state, spread

    @cached_property
    def restarted(self) -> bool:
        """Whether the parameters are others although they must not move.

        Whoever keeps them below a norm changes loud ones, whoever starts anew changes any.
        """
        return _made_anew(self.loud.run) and _made_anew(self.quiet.run)

    @cached_property
    def quiet(self) -> Trained:
        """An epoch at a learning rate near 0, with parameters of a common size."""
        state = lively_state(parameters(self.candidate, self.fresh_model()), self.state_rng)
        return self.train(self.set, state, epochs=1, lr=1e-8)

    @cached_property
    def left_out(self) -> list[str]:
        """Matrices that training leaves as they were, though the logits depend on them.

        A bias in front of a batch normalisation stays where it is by right.
        """
        return [
            name
            for name in unchanged(self.taught.run)
            if sum(size > 1 for size in self.taught.run.before[name].shape) > 1
            and self._depends_on(name)
        ]

    def _depends_on(self, name: str) -> bool:
        model, run = self.fresh_model(), self.taught.run
        state = {other: values.astype(np.float32) for other, values in run.before.items()}
        self.candidate.load_state(model, state | {name: 1.5 * state[name] + 0.1})
        return not np.allclose(self.logits(model, self.set), run.z_before)

    @cached_property
    def gain(self) -> float:
        """How much of what training did to the logits went towards the labels."""
        gain, longer = 0.0, ("patient", "own_rate")
        # What is wrong with the model, or with its pixels, is no matter of patience.
        for name in ("taught", "gentle", *(() if self.fault or self.unscaled else longer)):
            gain = max(gain, self._gain(getattr(self, name).run))
            if gain > CLEAR:
                break
        return gain

    @property
    def uphill(self) -> bool:
        """Whether training leads away from the labels."""
        return self._gain(self.gentle.run) < -CLEAR

    def _gain(self, run: Run) -> float:
        return seen_in.towards_labels(run.z_after - run.z_before, self.set.labels)

    @cached_property
    def fed(self) -> list[Forward]:
        """The batches of ``taught`` that gradients came from, not those only looked at.

        Where no gradient was seen to come back through an output, those before a backward pass.
        """
        events = self.taught.run.events
        reached = [event for event in events if isinstance(event, Forward) and event.reached]
        if reached:
            return reached
        fed: list[Forward] = []
        waiting: list[Forward] = []
        for event in events:
            if isinstance(event, Forward):
                waiting.append(event)
            elif isinstance(event, Backward):
                fed += [shown for shown in waiting if shown.training] or waiting[-1:]
                waiting = []
        return fed

    @cached_property
    def unscaled(self) -> str | None:
        """What is wrong with the size of the numbers that the first layer learns from."""
        inside = scaling.in_forward(self.model_evidence)
        before = scaling.on_the_way(self.fed, self.set.x)
        return unscaled_input((inside or 1.0) * before)

    @cached_property
    def per_epoch(self) -> FloatArray:
        """Losses of the backward passes (epochs, batches); no rows where they do not divide."""
        losses = self.taught.run.pass_losses
        whole = len(losses) > 0 and len(losses) % EPOCHS == 0
        return losses.reshape(EPOCHS, -1) if whole else np.zeros((0, 0))

    @cached_property
    def depends_on_mode(self) -> bool:
        """Whether the model answers otherwise in training mode: dropout, batch normalisation."""
        model = self.taught.model
        training, evaluating = (self.logits(model, self.set, mode) for mode in ("train", "eval"))
        return not np.allclose(training, evaluating, rtol=1e-3, atol=1e-3)


def _made_anew(run: Run) -> bool:
    """Whether the matrices of a model do not resemble what they were.

    What training does to parameters leaves them like their start. What comes to them, such as
    averages of them, is no matter.
    """
    if any(
        name not in run.after or run.after[name].shape != v.shape for name, v in run.before.items()
    ):
        return True
    names = [name for name, values in run.before.items() if values.ndim > 1]
    before, after = (
        np.concatenate([state[name].ravel() for name in names] or [np.zeros(1)])
        for state in (run.before, run.after)
    )
    lengths = float(np.linalg.norm(before) * np.linalg.norm(after))
    return bool(before @ after < ANEW * lengths)
