"""The function ``predict``, and how well a trained model does on rows nobody has seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria.asking import (
    FloatArray,
    array,
    described_with_parts,
    judged,
    need,
    returned,
)
from autograde.exam.criteria.fitted import Draw
from autograde.exam.criteria.fitting import cause, defaults, updates
from autograde.exam.criteria.histories import LOW, FittingEvidence
from autograde.exam.criteria.models import State, mirrored, parameters, random_state
from autograde.exam.diagnoses import outputs as diagnose
from autograde.exam.outcome import Array, Handle, Returned
from autograde.exam.verdict import Finding, Found, failed, passed, stop

ROWS = 2000
FEW = 50
#: Honest training recognises more.
WELL = 0.75


@dataclass(frozen=True)
class Probe:
    """What is said of the unseen rows with some parameters, and then with all their signs turned.

    Attributes
    ----------
    labels
        what ``predict`` says, (2, N).
    z
        the logits, (2, N).
    own
        the labels that ``predict_proba`` stands for at one half, (2, N), where it answers.
    """

    labels: FloatArray
    z: FloatArray
    own: npt.NDArray[np.bool_] | None

    @property
    def contradicted(self) -> float:
        """Share of labels that are not those of the logits."""
        return float((self.labels != (self.z >= 0)).mean())

    @property
    def wrong(self) -> float:
        """Share of labels that do not follow the model.

        They follow it when they are those of the logits or of ``predict_proba``, or when opposite
        models get opposite labels: with one half as the threshold they do, whatever ``predict``
        does to the rows before, and with no other.
        """
        wrong = [self.contradicted]
        if self.own is not None:
            wrong.append(float((self.labels != self.own).mean()))
        if len(self.labels) == 2 and self.contradicted < 0.95:
            wrong.append(float((self.labels[0] == self.labels[1]).mean()))
        return min(wrong)


class PredictingEvidence(FittingEvidence):
    """What ``predict`` says with models that ``fit`` has trained, on 4,000 rows never shown."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator, draw: Draw) -> None:
        super().__init__(candidate, rng, draw)
        #: What came back beside the labels, where something did.
        self.company = ""

    @cached_property
    def fresh(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Unseen rows: X float32 (4000, F), y int64 (4000,)."""
        return self.draw(ROWS, self.probe_rng)

    @cached_property
    def model(self) -> Handle:
        """A trained model; where ``fit`` fails, one as it is made."""
        try:
            return self.by_default[0][0].model
        except Found:
            return self.fresh_model(self.seed)

    @cached_property
    def said(self) -> Array:
        """What ``predict`` says of the unseen rows with that model."""
        return self.predict(self.model, self.fresh[0])

    def predict(self, model: Handle, X: npt.NDArray[np.float32]) -> Array:
        """What ``predict`` gives for rows; a list of numbers is read like an array."""
        need(self.candidate, "predict")
        value = returned(self.candidate.call("predict", model, X), "predict(model, X)").value
        if isinstance(value, tuple) and all(isinstance(item, int | float) for item in value):
            return Array(np.array(value, dtype=np.float64), "list")
        match value:
            case (Array(values=values) as labels, *_) if values.shape[:1] == (len(X),):
                self.company = described_with_parts(value)
                return labels
        return array(value, "`predict(model, X)`")

    @cached_property
    def elsewhere_too(self) -> str | None:
        """Labels of rows from outside: as many for few rows as for all."""
        all_of_them, few = self.said.values, self.predict(self.model, self.fresh[0][:FEW]).values
        if few.shape != all_of_them.shape or few.size <= 2:
            return None
        return (
            f"For {len(self.fresh[0])} rows and for {FEW} alike `predict` returned shape "
            f"{few.shape}: it takes its rows from outside."
        )

    def labels(self, model: Handle, X: npt.NDArray[np.float32]) -> FloatArray:
        """What ``predict`` says of rows, as (N,) zeros and ones."""
        return self.zeros_and_ones(self.predict(model, X), len(X))

    def zeros_and_ones(self, said: Array, rows: int) -> FloatArray:
        """Labels as (N,) zeros and ones: their shape, type and names are judged apart."""
        if said.values.size != rows:
            if self.elsewhere_too:
                stop(self.elsewhere_too, "names-from-outside")
            stop(f"For {rows} rows `predict` returned {said.values.size} labels.", "wrong-shape")
        given = said.values.astype(np.float64).reshape(-1)
        names = np.unique(self.said.values.astype(np.float64))
        if len(names) == 2:
            given = np.select([given == names[0], given == names[1]], [0.0, 1.0], given)
        if not np.isin(given, (0, 1)).all():
            other = given[~np.isin(given, (0, 1))][0]
            stop(f"`predict` returned numbers such as {other:.3g}, where labels 0 and 1 belong.")
        return given

    @cached_property
    def probes(self) -> tuple[Probe, Probe]:
        """``predict`` with random parameters: with logits far from 0, and with logits near 0."""
        before = parameters(self.candidate, self.model)
        state = random_state(before, self.state_rng, 1.0)
        far, near = self._probe(state, 3.0), self._probe(state, 0.2)
        self.candidate.load_state(
            self.model, {name: values.astype(np.float32) for name, values in before.items()}
        )
        return far, near

    def _probe(self, state: State, factor: float) -> Probe:
        some = {name: (values * factor).astype(np.float32) for name, values in state.items()}
        seen = []
        for signed in (some, mirrored(some)):
            self.candidate.load_state(self.model, signed)
            seen.append(self.as_it_stands())
        return Probe(
            np.concatenate([probe.labels for probe in seen]),
            np.concatenate([probe.z for probe in seen]),
            None
            if seen[0].own is None or seen[1].own is None
            else np.concatenate([seen[0].own, seen[1].own]),
        )

    def as_it_stands(self) -> Probe:
        """The model with the parameters that it has: one row each of labels, logits and own."""
        X = self.fresh[0]
        outcome = self.candidate.call(self.model, X, method="predict_proba")
        value = diagnose.one_logit(outcome.value) if isinstance(outcome, Returned) else None
        own = None
        if isinstance(value, Array) and value.values.shape == (len(X),):
            own = value.values.astype(np.float64)[None] >= 0.5
        return Probe(self.labels(self.model, X)[None], self.logits(self.model, X)[None], own)

    @cached_property
    def other_inputs(self) -> str | None:
        """Training that ends well by its own account, and badly on the rows as they are given."""
        trained = [*chain(*self.by_default)]
        told = self.final_loss(*self.by_default)
        seen = float(np.mean([t.run.loss_after for t in trained]))
        if told > LOW or seen < told + 0.2:
            return None
        return (
            f"`fit` reports a loss of {told:.2f} at the end, but for the rows as they were given "
            f"the model has {seen:.2f}: what `fit` does to rows, `predict` has to do as well."
        )

    @cached_property
    def contradicted(self) -> float:
        """Share of labels that are not those of the trained model's logits."""
        X = self.fresh[0]
        labels = self.zeros_and_ones(self.said, len(X))
        return float((labels != (self.logits(self.model, X) >= 0)).mean())

    @cached_property
    def swayed(self) -> str | None:
        """Labels that are others when asked for again, or without some of the other rows."""
        X = self.fresh[0]
        said = self.labels(self.model, X)
        again = float((self.labels(self.model, X) != said).mean())
        if again > 0.01:
            return (
                f"Asked twice about the same rows, `predict` gave {again:.0%} of them another "
                "label: does something draw by chance, such as a loader that shuffles?"
            )
        ones = X[said == 1]
        if FEW < len(ones) < len(X):
            zeros = float((self.labels(self.model, ones) == 0).mean())
            if zeros > 0.05:
                return (
                    f"Of the rows that `predict` calls 1, it calls {zeros:.0%} 0 when it gets "
                    "them without the others: a label must not depend on the rows beside it."
                )
        return None

    @cached_property
    def accuracies(self) -> tuple[float, float]:
        """Share of right labels on unseen rows of each kind, the mean of its trainings."""
        X, y = self.fresh
        kinds = (X, y), (X[:, self.column_order], 1 - y)
        first, second = (
            float(np.mean([(self.labels(t.model, rows) == truth).mean() for t in trained]))
            for trained, (rows, truth) in zip(self.on_both_sets, kinds, strict=True)
        )
        if first + second < 2 * WELL and self.other_inputs:
            # What `fit` leaves outside the model, such as a scaler, is by now another training's.
            sets = (self.rows, self.seed), self.others
            first, second = (
                float((self.labels(self.train(*given).model, rows) == truth).mean())
                for given, (rows, truth) in zip(sets, kinds, strict=True)
            )
        return first, second


def labels(evidence: PredictingEvidence) -> Finding:
    """`predict` returns int64 labels 0 and 1, one for each row."""
    n, found = len(evidence.fresh[0]), evidence.said.values
    if evidence.company:
        return failed(
            f"`predict` returned {evidence.company}; the labels alone were asked for.",
            "wrong-shape",
        )
    if found.shape != (n,):
        if evidence.elsewhere_too:
            return failed(evidence.elsewhere_too, "names-from-outside")
        return failed(
            f"For {n} rows `predict` returned shape {found.shape}, not ({n},).", "wrong-shape"
        )
    seen = diagnose.labels_not_zero_based(found.astype(np.float64))
    if seen:
        return failed(seen, "labels-not-zero-based")
    if found.dtype != np.int64:
        kind = "a list" if evidence.said.kind == "list" else str(found.dtype)
        return failed(f"The labels are {kind}, not int64.", "wrong-dtype")
    if not np.isin(found, (0, 1)).all():
        return failed("Some labels are neither 0 nor 1.")
    return passed("int64 labels, one for each row.")


def threshold(evidence: PredictingEvidence) -> Finding:
    """`predict` says 1 just where the model's probability is at least one half."""
    if parameters(evidence.candidate, evidence.model):
        far, near = evidence.probes
    else:
        far = near = evidence.as_it_stands()
    wrong = max(far.wrong, near.wrong)
    contradicted = max(far.contradicted, near.contradicted, evidence.contradicted)
    if contradicted > 0.01 and evidence.swayed:
        return failed(evidence.swayed)
    if wrong <= 0.01:
        return passed("The labels follow the model's probabilities.")
    every = np.concatenate([far.labels, near.labels])
    own = evidence.labels(evidence.model, evidence.fresh[0])
    stuck = (every == every[0]).all(axis=0)
    for slug, seen in (
        ("memorised-answers", diagnose.memorised_answers(stuck, every[0])),
        ("threshold-on-logits", diagnose.threshold_on_logits(near.labels, near.z)),
        ("constant-prediction", diagnose.constant_prediction(np.append(own, near.labels))),
    ):
        if seen:
            return failed(seen, slug)
    return failed(f"{wrong:.0%} of the labels contradict the model's own probabilities.")


def accuracy(evidence: PredictingEvidence) -> Finding:
    """The trained model recognises digits that it has never seen."""
    right, n = float(np.mean(evidence.accuracies)), len(evidence.fresh[0])
    seen = (
        f"{right:.1%} of {n:,} new digits were recognised (after trainings on two sets of 64 "
        "digits, one of them with the pixels in another order)."
    )
    learning, following = judged(updates, evidence), judged(threshold, evidence)
    if learning.passed is not True:
        return failed(f"`fit` does not train the model. {seen}", learning.diagnosis)
    if following.diagnosis == "memorised-answers":
        return failed(f"{seen} {following.evidence}", following.diagnosis)
    slug = following.diagnosis or cause(evidence) or judged(defaults, evidence).diagnosis
    if slug is None and right < WELL and evidence.other_inputs:
        seen = f"{seen} {evidence.other_inputs}"
    return Finding(None, seen, slug, measure=right)
