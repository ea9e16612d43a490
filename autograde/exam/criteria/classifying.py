"""The function ``predict`` of a classifier, and how many held-out images it recognises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate, Loader
from autograde.exam.criteria.asking import FloatArray, array, judged, need, returned
from autograde.exam.criteria.epochs import EpochsEvidence, ImageSet, draw_images, updates
from autograde.exam.criteria.logistic import parameters
from autograde.exam.criteria.mlp import CLASS, CLASSES, hidden, lively_state, new_model
from autograde.exam.diagnoses import classes as seen_in
from autograde.exam.diagnoses.outputs import constant_prediction
from autograde.exam.outcome import Array, Forward, Handle, Returned
from autograde.exam.verdict import Finding, failed, passed, stop

IMAGES = 96
TRAINING_BATCH = 128
#: Noise on every held-out image, as a share of white: no list of known images finds one of them.
NOISE = 0.02
#: Images that are asked about again when the parameters of the trained model are mixed up.
AGAIN = 1000
#: Steps that are too long bring the mean loss of an epoch above this; guessing has 2.3.
WILD = 3.0


class ClassifyingEvidence(EpochsEvidence):
    """What ``predict`` says of images drawn for this exam."""

    @cached_property
    def model(self) -> Handle:
        """A model with random parameters, which call the images by many names."""
        need(self.candidate, CLASS, "class")
        model = new_model(self.candidate)
        state = lively_state(parameters(self.candidate, model), self.state_rng)
        self.candidate.load_state(model, state)
        return model

    @cached_property
    def fresh(self) -> ImageSet:
        """Images that no model has seen."""
        return draw_images(IMAGES, self.probe_rng)

    @cached_property
    def answered(self) -> Returned:
        """The call of ``predict`` for them, with a model that was left in training mode."""
        need(self.candidate, "predict")
        model = self.model
        self.candidate.call(model, method="train")
        outcome = self.candidate.call("predict", model, self.fresh.x, watch=model)
        return returned(outcome, "predict(model, images)")

    @cached_property
    def said(self) -> Array:
        """What came back; a list of numbers is read like an array."""
        value = self.answered.value
        if isinstance(value, tuple) and all(isinstance(item, int | float) for item in value):
            return Array(np.array(value, dtype=np.float64), "list")
        return array(value, "`predict(model, images)`")


def labels(evidence: ClassifyingEvidence) -> Finding:
    """`predict` returns the class with the largest logit for each image, int64 `(N,)`."""
    found = evidence.said.values
    if found.shape != (IMAGES,):
        seen = seen_in.argmax_over_batch(found.shape, CLASSES)
        if seen:
            return failed(seen, "argmax-wrong-dim")
        return failed(
            f"For {IMAGES} images `predict` returned shape {found.shape}, not ({IMAGES},).",
            "wrong-shape",
        )
    z = evidence.logits(evidence.model, evidence.fresh)
    given = found.astype(np.float64)
    for slug, told in (
        ("labels-not-zero-based", seen_in.counted_from_one(given, z)),
        ("softmax-wrong-dim", seen_in.softmax_over_batch_first(given, z)),
        ("constant-prediction", constant_prediction(given)),
    ):
        if told and not np.array_equal(given, z.argmax(axis=1)):
            return failed(told, slug)
    if found.dtype != np.int64:
        kind = "a list" if evidence.said.kind == "list" else str(found.dtype)
        return failed(f"The labels are {kind}, not int64.", "wrong-dtype")
    moody = judged(mode, evidence)
    if moody.passed is False:
        return passed("int64 labels, one for each image.")
    contradicted = float((given != z.argmax(axis=1)).mean())
    if contradicted > 0.02:
        return failed(f"{contradicted:.0%} of the labels are not those of the largest logit.")
    return passed("int64 labels, those of the largest logits.")


def mode(evidence: ClassifyingEvidence) -> Finding:
    """Dropout and batch normalisation are at work in `fit`, and at rest in `predict`."""
    if evidence.model_evidence.wavers:
        return failed(
            "In evaluation mode too the same images get other logits each time.", "no-eval-mode"
        )
    if not evidence.depends_on_mode:
        evidence.answered  # noqa: B018  (where nothing is written yet, that is said first)
        return passed("The model is the same in both modes.")
    shown = [event for event in evidence.answered.events if isinstance(event, Forward)]
    if any(event.training for event in shown):
        return failed(
            "`predict` calls the model in training mode: what an image is taken for depends on "
            "chance, or on the images beside it.",
            "no-eval-mode",
        )
    learned = [event for event in evidence.taught.run.events if isinstance(event, Forward)]
    resting = len(learned) and not any(event.training for event in learned[len(learned) // 2 :])
    if resting:
        return failed(
            "In the second half of the epochs `fit` called the model in evaluation mode only: "
            "call `model.train()` at the start of every epoch."
        )
    return passed("The model learns in training mode and answers in evaluation mode.")


@dataclass(frozen=True)
class HeldOut:
    """Images to learn from, and others to be recognised; ``name`` says of which collection."""

    name: str
    training: ImageSet
    test: ImageSet
    #: Which curve of the course counts, and how many times an epoch shows each image.
    variant: str = ""
    repeats: int = 1


class ResultEvidence(ClassifyingEvidence):
    """What a model that ``fit`` has trained by its own defaults says of held-out images.

    The ten digits go by other numbers here, drawn for this exam, and every image to be recognised
    has some noise on it: what is known of the collection beforehand is of no use.
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
        need(self.candidate, CLASS, "class")
        need(self.candidate, "predict")
        training = self.source.training
        self.candidate.seed(self.seed)
        model = new_model(self.candidate)
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
        x += NOISE * rng.standard_normal(x.shape, dtype=np.float32)
        return x.clip(0, 1), test.labels[order]

    def recognised(self, count: int | None = None) -> npt.NDArray[np.int64]:
        """The labels that ``predict`` gives for held-out images."""
        x = self.test[0][:count]
        value = returned(self.candidate.call("predict", self.trained[0], x), "predict(...)").value
        found = array(value, "`predict(model, images)`").values.reshape(-1)
        if len(found) != len(x):
            seen = seen_in.argmax_over_batch(found.shape, CLASSES)
            slug = "argmax-wrong-dim" if seen else "wrong-shape"
            stop(seen or f"For {len(x):,} images there were {len(found):,} labels.", slug)
        return found.astype(np.float64).clip(-1, CLASSES).astype(np.int64)

    def mixed_up(self) -> float:
        """Accuracy when the numbers within every parameter have changed places."""
        model = self.trained[0]
        state = {
            name: self.probe_rng.permutation(values.reshape(-1)).reshape(values.shape)
            for name, values in parameters(self.candidate, model).items()
        }
        self.candidate.load_state(model, {n: v.astype(np.float32) for n, v in state.items()})
        return float((self.recognised(AGAIN) == self.names[self.test[1][:AGAIN]]).mean())


def accuracy(evidence: ResultEvidence) -> Finding:
    """The trained model recognises digits that it has never seen."""
    found, truth = evidence.recognised(), evidence.test[1]
    right, n = float((found == evidence.names[truth]).mean()), len(truth)
    margin = 1.96 * sqrt(right * (1 - right) / n)
    seen = (
        f"{right:.2%} of {n:,} held-out images of {evidence.source.name} were recognised "
        f"(± {margin:.2%}, with 95 % confidence), after `fit` with its own defaults."
    )
    if float((found == truth).mean()) > max(0.3, right):
        return failed(
            f"{seen} The examiner's loader had given the digits other numbers, but the answers are "
            "their usual ones: they do not come from the loader that `fit` was given.",
            "memorised-answers",
        )
    if right > 0.3 and evidence.mixed_up() > 0.5:
        return failed(
            f"{seen} With all parameters mixed up the answers stayed right: they do not come from "
            "the model.",
            "memorised-answers",
        )
    slug = _why_not_better(evidence, right)
    return Finding(None, seen, slug, measure=right, variant=evidence.source.variant)


def _why_not_better(evidence: ResultEvidence, right: float) -> str | None:
    """What keeps the accuracy low, the nearest cause first."""
    if right > 0.975:
        return None
    for criterion in (labels, mode, updates):
        finding = judged(criterion, evidence)
        if finding.passed is False and finding.diagnosis:
            return finding.diagnosis
    if evidence.cause:
        return evidence.cause
    linear = judged(hidden, evidence.model_evidence).diagnosis
    if linear:
        return linear
    losses = evidence.trained[1]
    if right < 0.5 and len(losses) and (not np.isfinite(losses).all() or losses[-1] > 1.5):
        calm = bool(np.isfinite(losses).all()) and losses.max() < WILD
        return "learning-rate-too-small" if calm else "learning-rate-too-large"
    if seen_in.still_falling(losses):
        return "too-few-epochs"
    return None
