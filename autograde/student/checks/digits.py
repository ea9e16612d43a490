"""The checks of the practice cells in ``lecture/11_digits_mlp``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from autograde.exam import Candidate, Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, array, described, need, returned
from autograde.exam.criteria.models import made, parameters, random_state
from autograde.exam.criteria.watched import Training
from autograde.exam.diagnoses import classes
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.diagnoses.training import Run
from autograde.exam.outcome import Array, Event, Forward, Handle, Raised, Step
from autograde.student.practice import Answers, Case, Numbers, agrees, first_slip, shapes

CLASSES = 3
#: The loss of three equal logits.
GUESS = float(np.log(CLASSES))
MOMENTUM = 0.9


def _made(candidate: Candidate, name: str, *args: Any) -> Handle:
    """What a function or class of the notebook returns, kept as an object."""
    need(candidate, name)
    return made(candidate, name, *args)


class LossEvidence:
    """What the loss that ``make_loss`` returns makes of logits drawn for this check."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.targets = rng.permutation(np.repeat(np.arange(CLASSES), 4))
        self.logits = rng.normal(scale=3, size=(len(self.targets), CLASSES)).astype(np.float32)
        # Twelve for one class and 0 for the others: as good as certain.
        self.certain = 12 * np.eye(CLASSES, dtype=np.float32)

    @cached_property
    def loss(self) -> Handle:
        """The student's loss."""
        return _made(self.candidate, "make_loss")

    def of(self, logits: Numbers, targets: Numbers) -> float:
        """The loss of these logits, which has to be one number."""
        outcome = self.candidate.call(self.loss, logits, targets)
        if isinstance(outcome, Raised):
            stop(
                f"Your loss cannot compare logits {logits.shape} with class numbers "
                f"{targets.shape}: it raised {outcome}.",
                "crashed",
            )
        value = array(returned(outcome, "loss(logits, targets)").value, "The loss").values
        if value.shape != ():
            stop(
                f"For logits {logits.shape} the loss has the shape {value.shape}; one number, "
                "shape (), was asked for.",
                "wrong-shape",
            )
        return float(value)


def loss_shape(evidence: LossEvidence) -> Finding:
    """The loss takes logits (N, 3) and class numbers (N,), and is one number."""
    evidence.of(evidence.logits, evidence.targets)
    return passed(f"{evidence.logits.shape}, {evidence.targets.shape} → ().")


def loss_guess(evidence: LossEvidence) -> Finding:
    """Three equal logits cost ln 3, whatever the number of rows."""
    n = len(evidence.targets)
    seen = evidence.of(np.zeros_like(evidence.logits), evidence.targets)
    if agrees(np.array(seen), np.array(GUESS)):
        return passed(f"A guess among three classes costs {seen:.4f}.")
    if np.isclose(seen, GUESS * n, rtol=1e-3):
        return failed(f"{n} rows of zeros cost {seen:.2f}: the sum over the rows, not their mean.")
    return failed(f"Logits of 0 cost {seen:.4f}; a guess among three classes costs {GUESS:.4f}.")


def loss_values(evidence: LossEvidence) -> Finding:
    """Sure and right costs almost nothing, sure and wrong costs much, as cross-entropy has it."""
    named = np.arange(CLASSES)
    right, wrong = (evidence.of(evidence.certain, np.roll(named, shift)) for shift in (0, 1))
    if np.isclose(right, classes.cross_entropy(softmax(evidence.certain), named), rtol=1e-2):
        return failed(
            f"Sure and right still costs {right:.2f}, sure and wrong only {wrong:.2f}: a softmax "
            "came before the loss, which has one of its own.",
            "softmax-before-cross-entropy",
        )
    seen = evidence.of(evidence.logits, evidence.targets)
    wanted = classes.cross_entropy(evidence.logits.astype(np.float64), evidence.targets)
    if agrees(np.array(seen), np.array(wanted)):
        return passed(f"Sure and right costs {right:.4f}, sure and wrong {wrong:.2f}.")
    own = evidence.logits[np.arange(len(evidence.targets)), evidence.targets]
    if agrees(np.array(seen), -own.mean(dtype=np.float64)):
        return failed(
            "The loss is minus the mean of the right class's logit: it takes the logits for "
            "log-probabilities."
        )
    if np.isclose(seen, wanted * len(own), rtol=1e-3):
        return failed(f"{len(own)} rows cost {seen:.2f}: the sum over the rows, not their mean.")
    return failed(f"Random logits cost {seen:.4f}; their mean cross-entropy is {wanted:.4f}.")


def softmax(z: Numbers) -> FloatArray:
    """Probabilities of logits (N, K)."""
    return np.exp(classes.log_softmax(z.astype(np.float64)))


@dataclass(frozen=True)
class Stepped:
    """Two steps of an optimizer on one gradient.

    ``states`` are the model's parameters before, between and after; ``bias`` names the last
    layer's, and ``gradient`` is that of the loss by it.
    """

    states: Sequence[Mapping[str, FloatArray]]
    events: Sequence[Event]
    bias: str
    gradient: FloatArray

    def moved(self, step: int) -> FloatArray:
        """By how much the last layer's bias moved in a step."""
        return self.states[step + 1][self.bias] - self.states[step][self.bias]


class OptimizerEvidence:
    """What the optimizer that ``make_optimizer`` returns does to small models of the notebook."""

    RATES = 0.5, 0.05

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate, self.rng = candidate, rng
        self.X = rng.normal(size=(24, 36)).astype(np.float32)
        self.y = rng.permutation(np.repeat(np.arange(CLASSES), 8))

    @cached_property
    def stepped(self) -> tuple[Stepped, ...]:
        """Two steps at each rate."""
        return tuple(self._step_twice(rate) for rate in self.RATES)

    def _step_twice(self, rate: float) -> Stepped:
        need(self.candidate, "make_optimizer")
        model = random_model(self.candidate, self.rng)
        optimizer = _made(self.candidate, "make_optimizer", model, rate)
        loss = _made(self.candidate, "loss_of", model, self.X, self.y)
        returned(self.candidate.call(loss, method="backward"), "loss.backward()")
        states, events = [parameters(self.candidate, model)], list[Event]()
        for _ in range(2):
            outcome = self.candidate.call(optimizer, method="step", watch=model)
            events += returned(outcome, "optimizer.step()").events
            states.append(parameters(self.candidate, model))
        # Only the last layer's bias has one number for each class; its gradient needs no graph.
        (bias,) = [name for name, values in states[0].items() if values.shape == (CLASSES,)]
        self.candidate.load_state(model, {k: v.astype(np.float32) for k, v in states[0].items()})
        gradient = softmax(logits(self.candidate, model, self.X)) - np.eye(CLASSES)[self.y]
        return Stepped(states, events, bias, gradient.mean(axis=0))


def random_model(candidate: Candidate, rng: np.random.Generator) -> Handle:
    """A small network of the notebook's own class, with random parameters."""
    model = _made(candidate, "MLP", 36, 8, CLASSES)
    candidate.load_state(model, random_state(parameters(candidate, model), rng, 0.5))
    return model


def logits(candidate: Candidate, model: Handle, X: Numbers) -> FloatArray:
    """What a model answers to some rows."""
    value = returned(candidate.call(model, X), "model(X)").value
    return array(value, "`model(X)`").values.astype(np.float64)


def optimizer_parameters(evidence: OptimizerEvidence) -> Finding:
    """A step moves every parameter of the model that is given."""
    first = evidence.stepped[0]
    steps = [event for event in first.events if isinstance(event, Step)]
    before, after = first.states[:2]
    still = [name for name, values in before.items() if np.array_equal(values, after[name])]
    if not still:
        return passed(f"All {len(before)} parameters moved.")
    if steps and not any(step.owns for step in steps):
        return failed(
            "It stepped, but none of the parameters it holds belongs to the model that was given.",
            "stale-optimizer",
        )
    return failed(f"A step left {', '.join(f'`{name}`' for name in still)} where it was.")


def optimizer_rate(evidence: OptimizerEvidence) -> Finding:
    """The first step is the learning rate times the gradient."""
    seen = []
    for rate, stepped in zip(evidence.RATES, evidence.stepped, strict=True):
        step = stepped.moved(0)
        if np.allclose(abs(step), rate, rtol=1e-2):
            return failed(
                f"At lr={rate:g} every number of the last bias moved by {rate:g}, whatever its "
                "gradient: a first step of Adam's kind, not of plain gradient descent."
            )
        seen.append(float(np.median(-step / stepped.gradient)))
    if np.allclose(seen, evidence.RATES, rtol=1e-2):
        return passed(f"At lr={evidence.RATES[0]:g} the first step is that times the gradient.")
    if np.isclose(seen[0], seen[1], rtol=1e-2):
        return failed(
            f"At lr={evidence.RATES[0]:g} and at lr={evidence.RATES[1]:g} the first step is "
            f"{seen[0]:.3g} times the gradient: `lr` is not used."
        )
    return failed(
        f"At lr={evidence.RATES[0]:g} the first step is {seen[0]:.3g} times the gradient."
    )


def optimizer_momentum(evidence: OptimizerEvidence) -> Finding:
    """With momentum 0.9 the same gradient moves the parameters 1.9 times as far the second time."""
    first = evidence.stepped[0]
    if not first.moved(0).all():
        return failed("The first step did not move the last bias, so there is nothing to compare.")
    ratio = float(np.median(first.moved(1) / first.moved(0)))
    if np.isclose(ratio, 1 + MOMENTUM, rtol=1e-2):
        return passed("On the same gradient the second step is 1.9 times as long as the first.")
    seen = f"On the same gradient the second step is {ratio:.2f} times as long as the first"
    if np.isclose(ratio, 1, rtol=1e-2):
        return failed(f"{seen}: there is no momentum.")
    return failed(f"{seen}; with momentum {MOMENTUM:g} it is {1 + MOMENTUM:g} times.")


class TrainingEvidence:
    """What ``train_epoch`` does with 20 rows in batches of 8, so that the last batch has 4."""

    ROWS, BATCH = 20, 8

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate, self.rng = candidate, rng
        self.X = rng.normal(size=(self.ROWS, 36)).astype(np.float32)
        self.y = rng.integers(CLASSES, size=self.ROWS)
        self.batches = -(-self.ROWS // self.BATCH)

    @cached_property
    def moving(self) -> Run:
        """An epoch at an ordinary learning rate."""
        return self._train(0.01)

    @cached_property
    def still(self) -> tuple[Run, FloatArray]:
        """An epoch at learning rate 0, and the loss of each batch: the model stays as it was."""
        run = self._train(0.0)
        cuts = range(self.BATCH, self.ROWS, self.BATCH)
        pairs = zip(np.split(run.z_before, cuts), np.split(self.y, cuts), strict=True)
        return run, np.array([classes.cross_entropy(*pair) for pair in pairs])

    def _train(self, rate: float) -> Run:
        ask = self.candidate
        need(ask, "train_epoch")
        model = random_model(ask, self.rng)
        held = returned(ask.call(model, method="parameters"), "model.parameters()").value
        optimizer = _made(ask, "AdamW", held, rate)
        rows = _made(ask, "TensorDataset", self.X, self.y)
        loader = _made(ask, "DataLoader", rows, self.BATCH)
        answer = partial(logits, ask, X=self.X)
        return TRAIN_EPOCH.run(ask, model, loader, optimizer, logits=answer, y=self.y).run


#: The model comes as a look at the validation part leaves it.
TRAIN_EPOCH = Training("train_epoch", "model, loader, optimizer", mode="eval")


def epoch_steps(evidence: TrainingEvidence) -> Finding:
    """Every batch gives one step, with a gradient of its own."""
    run = evidence.moving
    for slug, test in (*diagnose.NOTHING_LEARNED, *diagnose.WRONG_GRADIENT):
        seen = test(run)
        if seen:
            return failed(seen, slug)
    met = sum(event.rows for event in run.events if isinstance(event, Forward))
    if met < evidence.ROWS:
        return failed(
            f"Of {evidence.ROWS} rows the model met {met}: does the `return` stand inside the loop?"
        )
    if len(run.steps) != evidence.batches:
        return failed(f"Optimizer steps: {len(run.steps)}, for {evidence.batches} batches.")
    return passed(f"{evidence.batches} batches, {evidence.batches} steps, each gradient a new one.")


def epoch_mode(evidence: TrainingEvidence) -> Finding:
    """The model is in training mode, whichever mode it comes in."""
    calls = [event for event in evidence.moving.events if isinstance(event, Forward)]
    if calls and all(call.training for call in calls):
        return passed("It came in evaluation mode and was trained in training mode.")
    return failed("It came in evaluation mode, and stayed in it: `model.train()` is missing.")


def epoch_loss(evidence: TrainingEvidence) -> Finding:
    """A number comes back: the mean loss over all rows of the epoch."""
    run, losses = evidence.still
    value = run.losses
    if isinstance(value, Array):
        return failed(
            "A tensor comes back, not a Python number: `item()` makes one of it.", "wrong-dtype"
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return failed(f"`train_epoch` returns {described(value)}, not a number.")
    sizes = np.full(len(losses), evidence.BATCH)
    sizes[-1] = evidence.ROWS - sizes[:-1].sum()
    wanted = float(np.average(losses, weights=sizes))
    if _near(value, wanted):
        return passed(f"At learning rate 0 it returns {value:.4f}, the loss of all rows.")
    seen = f"At learning rate 0 the loss of all rows is {wanted:.4f}; you returned {value:.4f}"
    if _near(value, losses[-1]):
        return failed(f"{seen}, that of the last batch.", "loss-of-last-batch")
    if _near(value, losses.mean()):
        return failed(
            f"{seen}, the mean of the batches' means: the last batch has {sizes[-1]} rows and "
            f"counts as much as one of {evidence.BATCH}."
        )
    if _near(value, losses.sum()):
        return failed(f"{seen}, the sum of the batches' means.")
    if _near(value, (losses * sizes).sum()):
        return failed(f"{seen}, the sum over the rows: divide by their number.")
    return failed(f"{seen}.")


def _near(value: float, wanted: float) -> bool:
    return bool(np.isclose(value, wanted, rtol=1e-3))


def draw_predictions(rng: np.random.Generator) -> tuple[Case, ...]:
    """Logits and classes of a three-class and of a four-class problem."""

    def case(rows: int, classes: int) -> Case:
        z = rng.normal(size=(rows, classes)).astype(np.float32)
        # Class 0 is the most common one: no confusion matrix is its own transpose by chance.
        y = rng.integers(classes, size=rows) * (rng.random(rows) < 0.6)
        counts = np.zeros((classes, classes))
        np.add.at(counts, (y, z.argmax(axis=1)), 1)
        return Case((z, y), counts)

    return case(30, 3), case(40, 4)


def confusion_shape(answers: Answers) -> Finding:
    """For K classes the matrix has the shape (K, K)."""
    return shapes(answers)


def confusion_counts(answers: Answers) -> Finding:
    """Row i, column j counts the rows of class i that were taken for class j."""
    for case, counts in answers.shaped:
        if agrees(counts, case.wanted):
            continue
        if agrees(counts, case.wanted.T):
            return failed(
                "Rows and columns are swapped: a row is for the true class, a column for the "
                "predicted one."
            )
        if counts.sum() != case.wanted.sum():
            return failed(
                f"{len(case.inputs[1])} rows went in, but the entries add up to {counts.sum():g}."
            )
        return failed(first_slip(counts, case.wanted))
    return passed("Every row is counted once, in the row of its class.")


def confusion_dtype(answers: Answers) -> Finding:
    """Counts are whole numbers."""
    for _, tensor in answers.tensors:
        if tensor.values.dtype.kind not in "iu":
            return failed(f"Your tensor holds {tensor.values.dtype}.", "wrong-dtype")
    return passed("It holds whole numbers.")


EXAM = Exam(
    parts=(
        Part(
            LossEvidence,
            {
                "make_loss/shape": loss_shape,
                "make_loss/guess": loss_guess,
                "make_loss/values": loss_values,
            },
        ),
        Part(
            OptimizerEvidence,
            {
                "make_optimizer/parameters": optimizer_parameters,
                "make_optimizer/rate": optimizer_rate,
                "make_optimizer/momentum": optimizer_momentum,
            },
        ),
        Part(
            TrainingEvidence,
            {
                "train_epoch/steps": epoch_steps,
                "train_epoch/mode": epoch_mode,
                "train_epoch/loss": epoch_loss,
            },
        ),
        Part(
            partial(Answers, "confusion", draw_predictions),
            {
                "confusion/shape": confusion_shape,
                "confusion/counts": confusion_counts,
                "confusion/dtype": confusion_dtype,
            },
        ),
    )
)
