"""The class ``LogisticRegression``: a module that is linear up to its sigmoid."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from autograde.exam.candidate import Candidate
from autograde.exam.criteria.asking import FloatArray, floats, need, returned
from autograde.exam.diagnoses import outputs as diagnose
from autograde.exam.outcome import Array, Handle, Returned
from autograde.exam.verdict import Finding, failed, passed, stop

CLASS = "LogisticRegression"
FEATURES = 5


class LogisticEvidence:
    """How a candidate's ``LogisticRegression(5)`` answers to rows drawn for this exam.

    Its parameters are set to random values first, so that a start at zero hides nothing.
    """

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.rng = rng
        self.x = rng.normal(size=(7, FEATURES)).astype(np.float32)

    @cached_property
    def model(self) -> Handle:
        """A model with random parameters."""
        need(self.candidate, CLASS, "class")
        model = new_model(self.candidate, FEATURES)
        state = {
            name: self.rng.normal(size=values.shape).astype(np.float32)
            for name, values in parameters(self.candidate, model).items()
        }
        self.candidate.load_state(model, state)
        return model

    @cached_property
    def logits(self) -> FloatArray:
        """What ``forward`` answers to seven rows: (7,)."""
        return self.forward(self.x)

    def forward(self, x: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> FloatArray:
        """``model(x)`` as float64 (N,)."""
        value = self._ask(x, None if self._is_module else "forward")
        slip = diagnose.two_outputs(value)
        if slip:
            stop(slip, "wrong-shape")
        return floats(value, "`forward(x)`", (len(x),))

    @cached_property
    def probabilities(self) -> FloatArray:
        """What ``predict_proba`` answers to the same seven rows."""
        value = self._ask(self.x, "predict_proba")
        return floats(value, "`predict_proba(x)`", (len(self.x),))

    @cached_property
    def _is_module(self) -> bool:
        described = self.candidate.describe(self.model)
        return isinstance(described, Returned) and described.value is not None and (
            isinstance(described.value, tuple) and described.value[0] is True
        )

    def _ask(self, x: np.ndarray[tuple[int, ...], np.dtype[np.float32]], method: str | None) -> object:
        outcome = self.candidate.call(self.model, x, method=method)
        return returned(outcome, f"{method or 'forward'}(x)").value


def new_model(candidate: Candidate, n_features: int) -> Handle:
    """A fresh ``LogisticRegression(n_features)``."""
    value = returned(candidate.new(CLASS, n_features), f"{CLASS}({n_features})").value
    assert isinstance(value, Handle)
    return value


def parameters(candidate: Candidate, model: Handle) -> dict[str, FloatArray]:
    """The registered parameters of a model, by name."""
    value = returned(candidate.state(model), "model.named_parameters()").value
    return {
        name: item.values.astype(np.float64)
        for name, item in (value if isinstance(value, tuple) else ())  # type: ignore[misc]
        if isinstance(item, Array)
    }


def module(evidence: LogisticEvidence) -> Finding:
    """`LogisticRegression` is an `nn.Module` that registers its parameters."""
    value = returned(evidence.candidate.describe(evidence.model), CLASS).value
    is_module, loose = value if isinstance(value, tuple) and len(value) == 2 else (False, 0)
    if not is_module:
        return failed(f"`{CLASS}({FEATURES})` is no `nn.Module`.", "not-a-module")
    if not parameters(evidence.candidate, evidence.model):
        seen = f" It holds {loose} numbers in plain tensors." if loose else ""
        return failed(f"`model.parameters()` is empty.{seen}", "no-parameters-registered")
    return passed("It is a module, and an optimizer can see its parameters.")


def parameter_count(evidence: LogisticEvidence) -> Finding:
    """The model has one weight for each feature and one bias."""
    found = parameters(evidence.candidate, evidence.model)
    count = sum(values.size for values in found.values())
    if not found:
        return failed("The model has no registered parameters.", "no-parameters-registered")
    if count == FEATURES and not evidence.forward(np.zeros((3, FEATURES), np.float32)).any():
        return failed(
            f"With {FEATURES} features it has {count} parameters, and at x = 0 the logit is "
            "always 0.",
            "no-bias",
        )
    if count != FEATURES + 1:
        return failed(
            f"With {FEATURES} features a logistic regression has {FEATURES + 1} parameters; this "
            f"model has {count}."
        )
    return passed(f"{FEATURES} features give {count} parameters.")


def logits(evidence: LogisticEvidence) -> Finding:
    """`forward` returns one logit for each row: a linear function of x, of shape (N,)."""
    x = evidence.x
    wide = evidence.forward(x * 1000)
    for slug, test in (
        ("softmax-over-one-output", diagnose.softmax_over_one_output),
        ("double-sigmoid", diagnose.sigmoid_in_forward),
        ("relu-on-logits", diagnose.relu_on_logits),
    ):
        seen = test(wide)
        if seen:
            return failed(seen, slug)
    origin = evidence.forward(np.zeros_like(x))
    expected = origin + 1000 * (evidence.logits - origin)
    if not np.allclose(wide, expected, rtol=1e-2, atol=1e-1 * (1 + np.abs(expected).max()) / 10):
        return failed("1000 times the input does not move the logit 1000 times as far.")
    if np.ptp(wide) == 0:
        return failed("All rows got the same logit, whatever their features.")
    note = diagnose.lost_batch_axis(evidence.candidate, evidence.model)
    return passed("Logits of shape (N,), linear in x." + (f" {note}" if note else ""))


def probabilities(evidence: LogisticEvidence) -> Finding:
    """`predict_proba` returns the sigmoid of the logit: (N,) numbers between 0 and 1."""
    p, z = evidence.probabilities, evidence.logits
    for slug, seen in (
        ("softmax-over-one-output", diagnose.softmax_over_one_output(p)),
        ("missing-sigmoid", diagnose.missing_sigmoid(p, z)),
        ("double-sigmoid", diagnose.double_sigmoid(p, z)),
    ):
        if seen:
            return failed(seen, slug)
    sigmoid = 1 / (1 + np.exp(-z))
    # A forward that already returns probabilities is judged by `logits`, not here again.
    if np.allclose(p, sigmoid, atol=1e-4) or (np.allclose(p, z, atol=1e-6)):
        return passed("Probabilities between 0 and 1, one for each row.")
    return failed("The probabilities are not the sigmoid of the logits that `forward` returns.")
