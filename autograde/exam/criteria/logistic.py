"""The class ``LogisticRegression``: a module that is linear up to its sigmoid."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria import models
from autograde.exam.criteria.asking import FloatArray, floats, need, returned
from autograde.exam.criteria.models import made, parameters, random_state
from autograde.exam.diagnoses import outputs as diagnose
from autograde.exam.outcome import Array, Handle, Outcome, Raised, Returned, Value
from autograde.exam.verdict import Finding, failed, passed

CLASS = "LogisticRegression"
FEATURES = 5
#: Those of the rows that students have.
USUAL = 12
#: Nobody's rows have more.
MAX_FEATURES = 1000


class LogisticEvidence:
    """How a candidate's ``LogisticRegression(5)`` answers to rows drawn for this exam.

    Its parameters are set to random values first, so that a start at zero hides nothing. The rows
    come in pairs x and -x, so that far out a model has logits of both signs.
    """

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        candidate.seed(int(rng.integers(2**31)))
        self.half = rng.normal(size=(4, FEATURES)).astype(np.float32)
        self.state_rng = rng

    @cached_property
    def model(self) -> Handle:
        """A model with random parameters, in evaluation mode."""
        need(self.candidate, CLASS, "class")
        model = made(self.candidate, CLASS, FEATURES, rows=self.half)
        shapes = parameters(self.candidate, model)
        self.candidate.load_state(model, random_state(shapes, self.state_rng, 1.0))
        self.candidate.call(model, method="eval")
        return model

    @cached_property
    def count(self) -> int:
        """How many numbers its registered parameters hold."""
        return sum(values.size for values in parameters(self.candidate, self.model).values())

    @cached_property
    def width(self) -> int:
        """How many features it takes: one that has a constant in their place loses that alone."""
        for other in (self.count - 1, USUAL):
            if (
                other in range(1, MAX_FEATURES)
                and other != FEATURES
                and isinstance(self._answer(self.half), Raised)
                and isinstance(self._answer(np.zeros((2, other), np.float32)), Returned)
            ):
                return other
        return FEATURES

    @cached_property
    def x(self) -> npt.NDArray[np.float32]:
        """Eight rows."""
        half = np.resize(self.half, (len(self.half), self.width))
        return np.concatenate([half, -half])

    @cached_property
    def kind(self) -> tuple[bool, int, int]:
        """Whether the model is a module, and how many numbers it holds beside its parameters."""
        return models.kind(self.candidate, self.model)

    def output(self, x: npt.NDArray[np.float32]) -> Value:
        """Whatever ``forward`` returns."""
        return returned(self._answer(x), "forward(x)").value

    def _answer(self, x: npt.NDArray[np.float32]) -> Outcome:
        method = None if self.kind[0] else "forward"
        return self.candidate.call(self.model, x, method=method)

    @cached_property
    def logits(self) -> FloatArray:
        """What ``forward`` answers to the eight rows, brought to the shape (8,)."""
        return floats(diagnose.one_logit(self.output(self.x)), "`forward(x)`", (len(self.x),))

    @cached_property
    def depends_on_mode(self) -> bool:
        """Whether the model answers otherwise in training mode, as with dropout."""
        resting = self.output(self.x)
        self.candidate.call(self.model, method="train")
        working = self.output(self.x)
        self.candidate.call(self.model, method="eval")
        match resting, working:
            case Array(values=one), Array(values=other):
                return not np.array_equal(one, other)
        return False

    @cached_property
    def origin(self) -> FloatArray:
        """What it answers at x = 0."""
        value = diagnose.one_logit(self.output(np.zeros_like(self.x)))
        return floats(value, "`forward(x)`", (len(self.x),))

    @cached_property
    def wide(self) -> FloatArray:
        """The same for rows 1000 times as large."""
        value = diagnose.one_logit(self.output(self.x * 1000))
        return floats(value, "`forward(x)`", (len(self.x),))

    @cached_property
    def probabilities(self) -> FloatArray:
        """What ``predict_proba`` answers to the eight rows.

        An axis too many is let pass where ``forward`` has it as well: that is judged there.
        """
        outcome = self.candidate.call(self.model, self.x, method="predict_proba")
        value = returned(outcome, "predict_proba(x)").value
        slips = ((len(self.x), 1), (1, len(self.x)))
        forward = self.output(self.x)
        if isinstance(forward, Array) and forward.values.shape in slips:
            value = diagnose.one_logit(value)
        return floats(value, "`predict_proba(x)`", (len(self.x),))


def module(evidence: LogisticEvidence) -> Finding:
    """`LogisticRegression` is an `nn.Module`."""
    if not evidence.kind[0]:
        return failed(f"`{CLASS}({FEATURES})` is no `nn.Module`.", "not-a-module")
    return passed("It is a module.")


def parameter_count(evidence: LogisticEvidence) -> Finding:
    """The model registers one weight for each feature and one bias."""
    is_module, loose, _ = evidence.kind
    if is_module and not evidence.count:
        seen = f" It holds {loose} numbers in plain tensors." if loose else ""
        return failed(f"`model.parameters()` is empty.{seen}", "no-parameters-registered")
    count = evidence.count if is_module else loose
    if is_module and count == FEATURES and loose == 1:
        return failed(
            f"`model.parameters()` holds {count} numbers, and one more lies in a plain tensor, "
            "where no optimizer finds it.",
            "no-parameters-registered",
        )
    if count == FEATURES and not evidence.origin.any():
        return failed(
            f"With {FEATURES} features it has {count} parameters, and at x = 0 the logit is "
            "always 0.",
            "no-bias",
        )
    if evidence.width != FEATURES:
        return failed(
            f"With n_features={FEATURES} the model takes {evidence.width} features: its size does "
            "not follow `n_features`."
        )
    if count != FEATURES + 1:
        return failed(
            f"With {FEATURES} features a logistic regression has {FEATURES + 1} parameters; this "
            f"model has {count}."
        )
    return passed(f"{FEATURES} features give {count} parameters.")


def logits(evidence: LogisticEvidence) -> Finding:
    """`forward` returns one logit for each row: a linear function of x, of shape (N,)."""
    n = len(evidence.x)
    answer = evidence.output(evidence.x)
    slip = diagnose.two_outputs(answer)
    if slip:
        return failed(slip, "wrong-shape")
    for slug, test in diagnose.SQUASHED:
        seen = test(evidence.wide)
        if seen:
            return failed(seen, slug)
    floats(answer, "`forward(x)`", (n,))
    expected = evidence.origin + 1000 * (evidence.logits - evidence.origin)
    if not np.allclose(evidence.wide, expected, rtol=1e-2, atol=1e-2 * (1 + np.ptp(expected))):
        return failed("1000 times the input does not move the logit 1000 times as far.")
    # Without registered parameters the model stands where it starts, maybe at zero.
    if np.ptp(evidence.wide) == 0 and parameters(evidence.candidate, evidence.model):
        return failed("All rows got the same logit, whatever their features.")
    note = diagnose.lost_batch_axis(evidence.candidate, evidence.model)
    return passed("Logits of shape (N,), linear in x." + (f" {note}" if note else ""))


def probabilities(evidence: LogisticEvidence) -> Finding:
    """`predict_proba` returns the sigmoid of the logit: (N,) numbers between 0 and 1."""
    p, z = evidence.probabilities, evidence.logits
    squashed = bool(diagnose.sigmoid_in_forward(evidence.wide))
    # A forward that already returns probabilities is judged by `logits`, not here again.
    if np.allclose(p, z if squashed else diagnose.sigmoid(z), atol=1e-4):
        return passed("Probabilities between 0 and 1, one for each row.")
    for slug, seen in (
        ("softmax-over-one-output", diagnose.softmax_over_one_output(p)),
        ("softmax-over-one-output", diagnose.softmax_over_rows(p)),
        ("missing-sigmoid", diagnose.missing_sigmoid(p, z)),
        ("double-sigmoid", diagnose.double_sigmoid(p, z)),
    ):
        if seen:
            return failed(seen, slug)
    return failed("The probabilities are not the sigmoid of the logits that `forward` returns.")
