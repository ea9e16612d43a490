"""The function ``predict`` of a classifier, and the modes that its model is in."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from itertools import product

import numpy as np

from autograde.exam.criteria import scaling
from autograde.exam.criteria.asking import array, judged, need, returned
from autograde.exam.criteria.images import RATE, EpochsEvidence, ImageSet, draw_images
from autograde.exam.criteria.mlp import CLASSES, lively_state, new_mlp
from autograde.exam.criteria.models import State, parameters
from autograde.exam.diagnoses import classes as seen_in
from autograde.exam.diagnoses.outputs import constant_prediction
from autograde.exam.outcome import Array, Forward, Handle, Outcome, Raised, Returned
from autograde.exam.verdict import Finding, Found, failed, passed, stop

IMAGES = 96
#: No logit of a model with random parameters is so large.
RAISED = 1e6


class ClassifyingEvidence(EpochsEvidence):
    """What ``predict`` says of images drawn for this exam."""

    @cached_property
    def model(self) -> Handle:
        """A model with random parameters, which call the images by many names."""
        model = new_mlp(self.candidate)
        state = lively_state(parameters(self.candidate, model), self.state_rng)
        self.candidate.load_state(model, state)
        bias = _last_bias(state)
        if bias:  # no class lies above the others for every image
            middle = self.logits(model, self.fresh).mean(axis=0).reshape(state[bias].shape)
            state[bias] -= middle.astype(np.float32)
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
        outcome = self._ask(self.model)
        if isinstance(outcome, Raised):  # it may need what `fit` leaves with the model
            with suppress(Found):  # what is wrong with `fit` is judged there
                fitted = self._fitted
                again = self._ask(fitted)
                if isinstance(again, Returned):
                    self.model, outcome = fitted, again
        return returned(outcome, "predict(model, images)")

    def _ask(self, model: Handle) -> Outcome:
        self.candidate.call(model, method="train")
        return self.candidate.call("predict", model, self.fresh.x, watch=model)

    @property
    def _fitted(self) -> Handle:
        """A model that ``fit`` has had, with the same random parameters."""
        state = parameters(self.candidate, self.model)
        fitted = self.train(self.set, epochs=1, lr=RATE).model
        self.candidate.load_state(
            fitted, {name: values.astype(np.float32) for name, values in state.items()}
        )
        return fitted

    @cached_property
    def prepared(self) -> float:
        """How many times larger than in ``fit`` the pixels are that ``predict`` shows the model."""
        used = scaling.on_the_way(self.answered.events, self.fresh.x)
        if used == 1:
            return 1.0
        try:
            return used / scaling.on_the_way(self.taught.run.events, self.set.x)
        except Found:  # what is wrong with `fit` is judged there
            return used

    @cached_property
    def otherwise_prepared(self) -> str | None:
        """Images that are prepared in ``fit`` in another way than in ``predict``."""
        try:
            if self.unscaled:
                return None
            return scaling.otherwise_prepared(self.fed, self.answered.events)
        except Found:  # what is wrong with `fit` is judged there
            return None

    @cached_property
    def apart(self) -> tuple[float, float]:
        """The shares of labels that are others when asked again, and for light and dark halves."""
        light = self.fresh.images.mean(axis=(1, 2)).argsort()
        groups = (np.arange(IMAGES),), (light[: IMAGES // 2], light[IMAGES // 2 :])
        apart = []
        for parts in groups:
            labels = np.zeros(IMAGES)
            for part in parts:
                outcome = self.candidate.call("predict", self.model, self.fresh.x[part])
                value = returned(outcome, "predict(model, images)").value
                found = array(value, "`predict(model, images)`").values
                if found.shape != (len(part),):
                    return 0.0, 0.0
                labels[part] = found
            apart.append(float((labels != self.said.values).mean()))
        return apart[0], apart[1]

    @cached_property
    def swayed(self) -> str | None:
        """Labels that hang on chance, or on the images beside an image."""
        again, halves = self.apart
        if again > 0.02:
            return f"Asked twice about the same images, `predict` gave {again:.0%} other labels."
        if halves < again + 0.05:
            return None
        return (
            f"{halves:.0%} of the labels are others when `predict` gets the light images and the "
            "dark ones by themselves: an answer must not depend on the images beside it."
        )

    @cached_property
    def ruled_by_logits(self) -> bool:
        """Whether each class is the only answer once its logit is far above all, and none below.

        So it is for whoever looks for the largest logit, whatever is done to the images before.
        """
        values = parameters(self.candidate, self.model)
        state = {name: numbers.astype(np.float32) for name, numbers in values.items()}
        bias = _last_bias(state)
        if bias is None:
            return self.ruled_as_standardised
        ruled = True
        for digit, by in product(range(CLASSES), (RAISED, -RAISED)):
            moved = state[bias].copy()
            moved.flat[digit] += by
            self.candidate.load_state(self.model, state | {bias: moved})
            outcome = self.candidate.call("predict", self.model, self.fresh.x)
            value = returned(outcome, "predict(model, images)").value
            labels = array(value, "`predict(model, images)`").values
            ruled = ruled and bool(((labels == digit) == (by > 0)).all())
        self.candidate.load_state(self.model, state)
        return ruled

    @cached_property
    def ruled_as_standardised(self) -> bool:
        """Whether the labels are those of images that were standardised as is usual with MNIST."""
        x = self.fresh.x
        for mean, deviation in ((0.1307, 0.3081), (0.5, 0.5), (x.mean(), x.std())):
            outcome = self.candidate.call(self.model, ((x - mean) / deviation).astype(np.float32))
            value = outcome.value if isinstance(outcome, Returned) else None
            if isinstance(value, Array) and value.values.shape == (len(x), CLASSES):
                places = value.values.argmax(axis=1)
                if (places != self.said.values).mean() <= 0.02:
                    return True
        return False

    @cached_property
    def said(self) -> Array:
        """What came back; a list of numbers is read like an array."""
        value = self.answered.value
        pair = seen_in.pair_of_max(value, IMAGES)
        if pair:
            stop(pair)
        if isinstance(value, tuple) and all(isinstance(item, int | float) for item in value):
            return Array(np.array(value, dtype=np.float64), "list")
        return array(value, "`predict(model, images)`")


def _last_bias(state: State) -> str | None:
    """The name of the parameters that are added to the logits, if there are any."""
    fitting = [name for name, values in state.items() if values.size == CLASSES]
    return fitting[-1] if fitting else None


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
    contradicted = float((given != z.argmax(axis=1)).mean())
    if contradicted and abs(np.log(evidence.prepared)) > 1:
        return failed(
            f"`predict` shows the model pixels that are {evidence.prepared:.2g} times as large as "
            "those that it learns from in `fit`.",
            "unscaled-input",
        )
    otherwise = evidence.otherwise_prepared
    if otherwise:
        return failed(otherwise)
    for slug, told in (
        ("labels-not-zero-based", seen_in.counted_from_one(given, z)),
        ("softmax-wrong-dim", seen_in.softmax_over_batch_first(given, z)),
        ("constant-prediction", constant_prediction(given)),
        (None, seen_in.largest_itself(given, z)),
    ):
        if told and contradicted:
            return failed(told, slug)
    if found.dtype != np.int64:
        kind = "a list" if evidence.said.kind == "list" else str(found.dtype)
        return failed(f"The labels are {kind}, not int64.", "wrong-dtype")
    moody = judged(mode, evidence)
    if moody.passed is False:
        return passed("int64 labels, one for each image.")
    if contradicted <= 0.02:
        return passed("int64 labels, those of the largest logits.")
    if evidence.swayed:
        return failed(evidence.swayed)
    if evidence.ruled_by_logits:
        return passed("int64 labels, those of the largest logits for the images as prepared.")
    return failed(f"{contradicted:.0%} of the labels are not those of the largest logit.")


def mode(evidence: ClassifyingEvidence) -> Finding:
    """Dropout and batch normalisation are at work in `fit`, and at rest in `predict`."""
    if evidence.model_evidence.wavers:
        return failed(
            "In evaluation mode too the same images get other logits each time: `F.dropout`, for "
            "one, has to be told `training=self.training`.",
            "no-eval-mode",
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
