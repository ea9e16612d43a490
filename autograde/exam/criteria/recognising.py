"""How many held-out images a model recognises that ``fit`` has trained by its own defaults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate, Loader
from autograde.exam.criteria.asking import FloatArray, array, judged, need, returned
from autograde.exam.criteria.classifying import ClassifyingEvidence, labels, mode
from autograde.exam.criteria.epochs import cause, history, updates
from autograde.exam.criteria.images import ImageSet
from autograde.exam.criteria.mlp import CLASSES, hidden, new_mlp
from autograde.exam.criteria.models import State, parameters
from autograde.exam.diagnoses import classes as seen_in
from autograde.exam.outcome import Handle, Returned
from autograde.exam.verdict import Finding, failed, stop

TRAINING_BATCH = 128
#: Noise on every held-out image, as a share of white: no list of known images finds one of them.
#: Pixels that are nearly always black stay so: divided by their own deviation they would drown all.
NOISE, LIVELY = 0.02, 0.1
#: Images that are asked about again with other parameters, or in more noise.
AGAIN = 1000
#: A network hardly notices when each of its numbers moves by this share.
NUDGE = 0.03
#: Steps that are too long bring the mean loss of an epoch above this; guessing has 2.3.
WILD = 3.0
#: Slips that lower no accuracy, where there is one.
FORM = {"wrong-shape", "wrong-dtype", "missing-name", "crashed"}


@dataclass(frozen=True)
class HeldOut:
    """Images to learn from, and others to be recognised.

    Attributes
    ----------
    name
        of which collection they are.
    variant, repeats
        which curve of the course counts, and how many times an epoch shows each image.
    drowning
        noise, as a share of white, in which no network reads these images as well as without, and
        in which each is still nearer to itself than to any other.
    best
        no network that a student can train here recognises more than this share.
    """

    name: str
    training: ImageSet
    test: ImageSet
    variant: str = ""
    repeats: int = 1
    drowning: float | None = None
    best: float = 1.0


class ResultEvidence(ClassifyingEvidence):
    """What a model that ``fit`` has trained by its own defaults says of held-out images.

    The ten digits go by other numbers here, drawn for this exam, and every image to be recognised
    has some noise on it: what is known of the collection beforehand is of no use by itself. Whoever
    also finds out the numbers shows it where the model is changed, or the noise grows.
    """

    def __init__(
        self, candidate: Candidate, rng: np.random.Generator, load: Callable[[], HeldOut]
    ) -> None:
        super().__init__(candidate, rng)
        self.load = load
        order = self.probe_rng.permutation(CLASSES)
        self.names = np.empty(CLASSES, dtype=np.int64)
        self.names[order] = np.roll(order, 1)  # none keeps its own

    @cached_property
    def source(self) -> HeldOut:
        """The images."""
        return self.load()

    @cached_property
    def trained(self) -> tuple[Handle, FloatArray]:
        """A model after ``fit`` with the defaults, and the history."""
        need(self.candidate, "fit")
        need(self.candidate, "predict")
        training = self.source.training
        self.candidate.seed(self.seed)
        model = new_mlp(self.candidate)
        loader = Loader(
            np.tile(training.images, (self.source.repeats, 1, 1)),
            self.names[np.tile(training.labels, self.source.repeats)],
            TRAINING_BATCH,
            self.seed,
        )
        outcome = self.candidate.call("fit", model, loader)
        value = returned(outcome, "fit(model, train_loader)").value
        numbers = value if isinstance(value, tuple) else ()
        return model, np.array([n for n in numbers if isinstance(n, int | float)], dtype=float)

    @cached_property
    def test(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Held-out images as a model gets them, in a new order, and what they really show."""
        rng, test = self.probe_rng, self.source.test
        order = rng.permutation(len(test.labels))
        x = ImageSet(test.images[order], test.labels[order]).x
        lively = self.source.training.images.std(axis=0) > LIVELY * 255
        x += NOISE * rng.standard_normal(x.shape, dtype=np.float32) * lively
        return x.clip(0, 1), test.labels[order]

    @cached_property
    def recognised(self) -> npt.NDArray[np.int64]:
        """The labels that ``predict`` gives for the held-out images."""
        return self._labels(self.test[0])

    def _labels(self, x: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        value = returned(self.candidate.call("predict", self.trained[0], x), "predict(...)").value
        pair = seen_in.pair_of_max(value, len(x))
        if pair:
            stop(pair)
        found = array(value, "`predict(model, images)`").values.reshape(-1)
        if len(found) != len(x):
            seen = seen_in.argmax_over_batch(found.shape, CLASSES)
            slug = "argmax-wrong-dim" if seen else "wrong-shape"
            stop(seen or f"For {len(x):,} images there were {len(found):,} labels.", slug)
        return found.astype(np.float64).clip(-1, CLASSES).astype(np.int64)

    @cached_property
    def state(self) -> dict[str, FloatArray]:
        """The parameters that the training has led to."""
        return parameters(self.candidate, self.trained[0])

    def again(self, state: State, noise: float = 0.0) -> float:
        """Accuracy for some of the images with other parameters, or with more noise."""
        self.candidate.load_state(self.trained[0], state)
        x, truth = (part[:AGAIN] for part in self.test)
        x = x + noise * self.probe_rng.standard_normal(x.shape, dtype=np.float32)
        return float((self._labels(x.clip(0, 1)) == self.names[truth]).mean())

    @cached_property
    def first(self) -> float:
        """The accuracy for the same images when they were asked about first."""
        return float((self.recognised == self.names[self.test[1]])[:AGAIN].mean())

    @cached_property
    def too_fast(self) -> bool:
        """Whether a tenth of the student's learning rate leads further on drawn images."""
        rate = self.default_rate
        if rate is None:
            return False
        own, slower = (
            seen_in.cross_entropy(
                self.train(self.set, epochs=20, lr=lr).run.z_after, self.set.labels
            )
            for lr in (rate, rate / 10)
        )
        return slower < own

    @cached_property
    def default_rate(self) -> float | None:
        """The default of ``lr`` in ``fit``, where it is a number above 0."""
        match self.candidate.describe("fit"):
            case Returned(value=tuple(pairs)):
                for pair in pairs:
                    match pair:
                        case ("lr", (int() | float()) as rate) if rate > 0:
                            return float(rate)
        return None

    @cached_property
    def mixed_up(self) -> float:
        """Accuracy when the numbers within every parameter have changed places."""
        mixed = {
            name: self.probe_rng.permutation(values.reshape(-1)).reshape(values.shape)
            for name, values in self.state.items()
        }
        return self.again({name: values.astype(np.float32) for name, values in mixed.items()})

    @cached_property
    def nudged(self) -> float:
        """Accuracy when every number of every parameter has moved a little."""
        moved = {}
        for name, values in self.state.items():
            step = NUDGE * np.sqrt(np.square(values).mean())
            moved[name] = values + step * self.probe_rng.normal(size=values.shape)
        return self.again({name: values.astype(np.float32) for name, values in moved.items()})

    @cached_property
    def drowned(self) -> float | None:
        """Accuracy of the model as it was trained, in noise in which networks read badly."""
        if self.source.drowning is None:
            return None
        own = {name: values.astype(np.float32) for name, values in self.state.items()}
        return self.again(own, self.source.drowning)


def accuracy(evidence: ResultEvidence) -> Finding:
    """The trained model recognises digits that it has never seen."""
    found, truth = evidence.recognised, evidence.test[1]
    right, n = float((found == evidence.names[truth]).mean()), len(truth)
    margin = 1.96 * sqrt(right * (1 - right) / n)
    seen = (
        f"{right:.2%} of {n:,} held-out images of {evidence.source.name} were recognised "
        f"(± {margin:.2%}, with 95 % confidence), after `fit` with its own defaults."
    )
    strange = _from_elsewhere(evidence, right, float((found == truth).mean()))
    if strange:
        return failed(f"{seen} {strange}", "memorised-answers")
    if right > evidence.source.best:
        return Finding(None, f"{seen} No network was expected to do so well: a person looks at it.")
    if right > 0.5 and not evidence.taught.run.reached:
        return Finding(
            None,
            f"{seen} But when `fit` was watched with other images, no gradient reached the "
            "model: a person looks at what it has learned from.",
        )
    slug = _why_not_better(evidence, right)
    return Finding(None, seen, slug, measure=right, variant=evidence.source.variant)


def _from_elsewhere(evidence: ResultEvidence, right: float, usual: float) -> str | None:
    """What shows that answers do not come from the model.

    ``usual`` is the share of answers that are right by the digits' usual numbers.
    """
    if usual > max(0.3, right):
        return (
            "The examiner's loader had given the digits other numbers, but the answers are their "
            "usual ones: they do not come from the loader that `fit` was given."
        )
    if right <= 0.3:
        return None
    if evidence.mixed_up > 0.5:
        return (
            "With all parameters mixed up the answers stayed right: they do not come from the "
            "model."
        )
    if evidence.nudged < evidence.first - 0.2:
        return (
            f"With all parameters moved by {NUDGE:.0%} the accuracy fell to {evidence.nudged:.0%}, "
            "which no network does: the answers come from somewhere else, as long as the "
            "parameters are the ones that `fit` left."
        )
    drowned = evidence.drowned
    if drowned is not None and right > 0.5 and drowned > evidence.first - 0.02:
        return (
            f"In noise in which no network reads them the accuracy stayed at {drowned:.0%}: the "
            "images were looked up, not read."
        )
    return None


def _why_not_better(evidence: ResultEvidence, right: float) -> str | None:
    """What keeps the accuracy low, the nearest cause first."""
    if right > 0.975:
        return None
    learning = judged(updates, evidence)
    found = [judged(labels, evidence), judged(mode, evidence), learning]
    slugs = [finding.diagnosis for finding in found if finding.passed is False]
    nearest = next((slug for slug in (*slugs, cause(evidence)) if slug and slug not in FORM), None)
    if nearest or learning.passed is False:
        return nearest
    if evidence.unscaled:
        return "unscaled-input"
    linear = judged(hidden, evidence.model_evidence).diagnosis
    if linear:
        return linear
    losses = evidence.trained[1]
    if right < 0.9 and learning.passed and evidence.too_fast:
        return "learning-rate-too-large"
    if right < 0.5 and len(losses) and (not np.isfinite(losses).all() or losses[-1] > 1.5):
        calm = bool(np.isfinite(losses).all()) and losses.max() < WILD
        return "learning-rate-too-small" if calm else "learning-rate-too-large"
    alone = len(losses) == 1 and judged(history, evidence).passed
    if alone or seen_in.still_falling(losses):
        return "too-few-epochs"
    return None
