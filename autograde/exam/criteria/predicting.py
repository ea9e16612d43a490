"""The function ``predict``, and how well a trained model does on rows nobody has seen."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from autograde.exam.criteria.asking import FloatArray, array, floats, need, returned
from autograde.exam.criteria.fitting import FittingEvidence
from autograde.exam.criteria.logistic import parameters
from autograde.exam.diagnoses import outputs as diagnose
from autograde.exam.outcome import Array, Handle
from autograde.exam.verdict import Finding, failed, passed

ROWS = 2000
TRAININGS = 3


class PredictingEvidence(FittingEvidence):
    """What ``predict`` says with models that ``fit`` has trained, on 4,000 rows never shown."""

    @cached_property
    def fresh(self) -> tuple[np.ndarray, np.ndarray]:
        """Unseen rows: X float32 (4000, F), y int64 (4000,)."""
        return self.draw(ROWS, self.rng)

    def predict(self, model: Handle) -> Array:
        """The labels a model gives the unseen rows."""
        need(self.candidate, "predict")
        outcome = self.candidate.call("predict", model, self.fresh[0])
        return array(returned(outcome, "predict(model, X)").value, "`predict(model, X)`")

    def labels(self, model: Handle) -> FloatArray:
        """The same as float64 (4000,); an extra axis of length one is let pass here."""
        found = self.predict(model)
        if found.values.size == len(self.fresh[0]):
            return found.values.reshape(-1).astype(np.float64)
        return floats(found, "`predict(model, X)`", (len(self.fresh[0]),))

    @cached_property
    def accuracies(self) -> tuple[float, ...]:
        """Share of right labels after each of three trainings on 64 rows of their own."""
        models = [self.by_default.model]
        for _ in range(TRAININGS - 1):
            X, y = self.draw(32, self.rng)
            models.append(self.train(X, y.astype(np.float32)).model)
        return tuple(float((self.labels(m) == self.fresh[1]).mean()) for m in models)

    def scaled(self, factor: float) -> tuple[FloatArray, FloatArray]:
        """Labels and logits of the trained model with all its parameters times ``factor``."""
        model = self.by_default.model
        state = self.by_default.run.after
        self.candidate.load_state(model, {k: (v * factor).astype(np.float32) for k, v in state.items()})
        try:
            return self.labels(model), self.logits(model, self.fresh[0])
        finally:
            self.candidate.load_state(model, {k: v.astype(np.float32) for k, v in state.items()})


def labels(evidence: PredictingEvidence) -> Finding:
    """`predict` returns int64 labels 0 and 1, one for each row."""
    found = evidence.predict(evidence.by_default.model)
    n = len(evidence.fresh[0])
    if found.values.shape != (n,):
        return failed(
            f"For {n} rows `predict` returned shape {found.values.shape}, not ({n},).", "wrong-shape"
        )
    seen = diagnose.labels_not_zero_based(found.values.astype(np.float64))
    if seen:
        return failed(seen, "labels-not-zero-based")
    if found.values.dtype != np.int64:
        return failed(f"The labels are {found.values.dtype}, not int64.", "wrong-dtype")
    if not np.isin(found.values, (0, 1)).all():
        return failed("Some labels are neither 0 nor 1.")
    return passed("int64 labels, one for each row.")


def threshold(evidence: PredictingEvidence) -> Finding:
    """`predict` says 1 just where the model's probability is at least one half."""
    model = evidence.by_default.model
    if parameters(evidence.candidate, model):
        before, after = evidence.labels(model), evidence.scaled(-1.0)[0]
        if evidence.by_default.run.moved:
            seen = diagnose.memorised_answers(before, after)
            if seen:
                return failed(seen, "memorised-answers")
        small, z = evidence.scaled(0.05)
        seen = diagnose.threshold_on_logits(small, z)
        if seen:
            return failed(seen, "threshold-on-logits")
    given, z = evidence.labels(model), evidence.logits(model, evidence.fresh[0])
    inside = bool(z.min() >= 0 and z.max() <= 1)  # a forward that returns probabilities
    expected = (z >= 0.5) if inside else (z >= 0)
    wrong = float((given != expected).mean())
    if wrong > 0.01:
        seen = diagnose.constant_prediction(given)
        if seen:
            return failed(seen, "constant-prediction")
        return failed(f"{wrong:.0%} of the labels contradict the model's own probabilities.")
    return passed("The labels follow the model's probabilities.")


def accuracy(evidence: PredictingEvidence) -> Finding:
    """The trained model recognises digits that it has never seen."""
    right = float(np.mean(evidence.accuracies))
    n = len(evidence.fresh[0])
    margin = 1.96 * np.sqrt(right * (1 - right) / n)
    seen = (
        f"{right:.1%} of {n:,} new digits were recognised (± {margin:.1%}; mean of {TRAININGS} "
        "trainings on 64 digits)."
    )
    cause = evidence.cause
    constant = diagnose.constant_prediction(evidence.labels(evidence.by_default.model))
    if cause is None and constant:
        seen, cause = f"{seen} {constant}", "constant-prediction"
    return Finding(None, seen, cause, measure=right)
