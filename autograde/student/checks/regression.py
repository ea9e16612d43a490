"""The checks of the practice cells in ``lecture/04_linear_regression``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from autograde.exam import Candidate, Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, described, need, returned
from autograde.exam.criteria.models import parameters, random_state
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.diagnoses.training import Run
from autograde.exam.outcome import Array, Event, Handle, Outcome, Value
from autograde.student.practice import Answers, Case, agrees, first_slip, shapes

Floats32 = npt.NDArray[np.float32]

FEATURES = 3


def draw_new_rows(rng: np.random.Generator) -> tuple[Case, ...]:
    """Rows as they were measured, with the mean and deviation of other ones."""

    def case(rows: int, columns: int) -> Case:
        mean, std = rng.uniform(20, 40, size=columns), rng.uniform(2, 6, size=columns)
        x = rng.normal(mean + 5, 2 * std, size=(rows, columns))
        weight, bias = rng.normal(size=columns), np.array(rng.uniform(1, 3))
        given = tuple(a.astype(np.float32) for a in (x, weight, bias, mean, std))
        return Case(given, ((x - mean) / std) @ weight + bias)

    return case(6, 2), case(1, 3)


def predict_shape(answers: Answers) -> Finding:
    """Rows (N, D) give predictions (N,), one for each row."""
    return shapes(answers)


def predict_values(answers: Answers) -> Finding:
    """The rows are standardised by the training data, and then go through the line."""
    for case, values in answers.shaped:
        x, weight, bias, mean, std = (np.asarray(a, dtype=np.float64) for a in case.inputs)
        if agrees(values, case.wanted):
            continue
        if any(_near(values, _by_themselves(x, d) @ weight + bias) for d in (0, 1)):
            return failed(
                "The new rows were standardised by their own mean and deviation. Take `mean` and "
                "`std`, which are given.",
                "scaler-leakage",
            )
        if _near(values, x @ weight + bias):
            return failed("The rows went into the line as they were: standardise them first.")
        if _near(values, case.wanted - bias):
            return failed("The bias is missing: every prediction is too small by the same number.")
        if _near(values, ((x - mean) * std) @ weight + bias):
            return failed(
                "The rows were multiplied by the deviation, where they are divided by it."
            )
        return failed(first_slip(values, case.wanted))
    return passed("New rows get the answers of the line, a single row as well.")


def _by_themselves(x: FloatArray, correction: int) -> FloatArray:
    deviation: FloatArray = x.std(axis=0, ddof=min(correction, len(x) - 1))
    centred: FloatArray = x - x.mean(axis=0)
    return centred / np.where(deviation == 0, 1, deviation)


def _near(values: FloatArray, wanted: FloatArray) -> bool:
    return bool(np.allclose(values, wanted, rtol=1e-3, atol=1e-3))


def draw_lines(rng: np.random.Generator) -> tuple[Case, ...]:
    """Points near a line, their mean far from 0."""

    def case(rows: int) -> Case:
        x = rng.uniform(3, 12, size=rows).astype(np.float32)
        y = (rng.uniform(1, 3) * x + rng.uniform(2, 5) + rng.normal(size=rows)).astype(np.float32)
        return Case((x, y), np.polyfit(x.astype(float), y.astype(float), 1))

    return case(10), case(25)


def _pairs(answers: Answers) -> list[tuple[Case, FloatArray]]:
    """The cases, each with the weight and bias that came back."""
    found = []
    for case, value in zip(answers.cases, answers.values, strict=True):
        if not isinstance(value, tuple) or len(value) != 2:
            slug = None if value is None else "wrong-shape"
            stop(f"`best_line` returns {described(value)}, not a weight and a bias.", slug)
        found.append((case, np.array([_number(part) for part in value])))
    return found


def _number(value: Value) -> float:
    if isinstance(value, Array) and value.values.size == 1:
        return float(value.values.reshape(()))
    if isinstance(value, int | float):
        return float(value)
    return stop(f"Of the pair one is {described(value)}, where one number belongs.", "wrong-shape")


def best_line_pair(answers: Answers) -> Finding:
    """What comes back is one weight and one bias."""
    pairs = _pairs(answers)
    return passed(f"A weight and a bias came back for each of {len(pairs)} sets of points.")


def best_line_values(answers: Answers) -> Finding:
    """They are those of the line with the least mean squared error."""
    for case, pair in _pairs(answers):
        x, y = (np.asarray(a, dtype=np.float64) for a in case.inputs)
        weight, bias = case.wanted
        if np.allclose(pair, case.wanted, rtol=1e-3, atol=5e-3):
            continue
        if np.allclose(pair[::-1], case.wanted, rtol=1e-3, atol=5e-3):
            return failed("Both numbers are right, but the weight comes first, then the bias.")
        if np.isclose(pair[0], weight, rtol=1e-3):
            return failed(
                f"The weight is right; the bias is {pair[1]:.3f}, where {bias:.3f} was expected."
            )
        if np.isclose(pair[0], (x * y).sum() / (x * x).sum(), rtol=1e-3):
            return failed("The weight is that of a line through the origin: subtract the means.")
        return failed(
            f"Your line has the weight {pair[0]:.3f} and the bias {pair[1]:.3f}; the best one has "
            f"{weight:.3f} and {bias:.3f}."
        )
    return passed("No other line has a smaller mean squared error.")


@dataclass(frozen=True)
class Batch:
    """Rows with a target each."""

    x: Floats32
    y: Floats32

    def loss(self, state: FloatArray) -> float:
        """Mean squared error of a linear model, its weights first and its bias last."""
        return float(np.mean((self.with_one @ state - self.y) ** 2))

    def gradient(self, state: FloatArray) -> FloatArray:
        """The gradient of that loss."""
        slips: FloatArray = self.with_one @ state - self.y
        gradient: FloatArray = 2 * slips @ self.with_one / len(self.y)
        return gradient

    def against_all(self, state: FloatArray) -> FloatArray:
        """The gradient when every prediction is compared with every target."""
        return Batch(self.x, np.full_like(self.y, self.y.mean())).gradient(state)

    @property
    def with_one(self) -> FloatArray:
        """The rows with a column of ones for the bias."""
        return np.column_stack([self.x.astype(np.float64), np.ones(len(self.x))])


def draw_batch(rng: np.random.Generator, rows: int) -> Batch:
    """Rows whose targets follow a plane, far from 0."""
    x = rng.normal(size=(rows, FEATURES)).astype(np.float32)
    y = x @ np.array([2.0, -1.0, 0.5]) + 3 + 0.1 * rng.normal(size=rows)
    return Batch(x, y.astype(np.float32))


class Trainer:
    """What trainings need: a linear layer at the candidate's, its parameters known."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.rng = rng

    def made(self, outcome: Outcome, what: str) -> Handle:
        """The object that a constructor of PyTorch's has made."""
        value = returned(outcome, what).value
        if not isinstance(value, Handle):
            stop(f"`{what}` made no object: run the first cell of the notebook again.")
        return value

    def layer(self) -> Handle:
        """A fresh linear layer with random parameters."""
        need(self.candidate, "nn", "module")
        layer = self.made(
            self.candidate.call("nn", FEATURES, 1, method="Linear"), "nn.Linear(3, 1)"
        )
        start = random_state(parameters(self.candidate, layer), self.rng, 0.5)
        self.candidate.load_state(layer, start)
        return layer

    def state(self, layer: Handle) -> FloatArray:
        """Its parameters, the bias last."""
        found = parameters(self.candidate, layer)
        return np.concatenate([found["weight"].ravel(), found["bias"]])


@dataclass(frozen=True)
class Taken:
    """One call of ``train_step``: parameters before and after, and what was seen."""

    batch: Batch
    before: FloatArray
    after: FloatArray
    run: Run


class StepEvidence(Trainer):
    """Two calls of ``train_step`` in a row, with one model and one optimizer."""

    rate = 0.05

    @cached_property
    def calls(self) -> tuple[Taken, Taken]:
        """The first step from a fresh start, and the second one on another batch."""
        need(self.candidate, "train_step")
        layer = self.layer()
        need(self.candidate, "optim", "module")
        held = self.made(self.candidate.call(layer, method="parameters"), "layer.parameters()")
        optimizer = self.made(
            self.candidate.call("optim", held, lr=self.rate, method="SGD"), "optim.SGD(...)"
        )
        first, second = (self._take(layer, optimizer, rows) for rows in (8, 5))
        return first, second

    def _take(self, layer: Handle, optimizer: Handle, rows: int) -> Taken:
        batch, before = draw_batch(self.rng, rows), self.state(layer)
        outcome = self.candidate.call("train_step", layer, optimizer, batch.x, batch.y, watch=layer)
        result = returned(outcome, "train_step(model, optimizer, x, y)")
        after = self.state(layer)
        return Taken(batch, before, after, _run(result.value, result.events, before, after))


def _run(losses: Value, events: tuple[Event, ...], *states: FloatArray) -> Run:
    """What the diagnoses of training look at."""
    before, after = ({"all": state} for state in states)
    none = np.zeros(1)
    return Run(None, losses, events, before, after, none, none, none)


def step_moves(evidence: StepEvidence) -> Finding:
    """The parameters move by rate times gradient of the mean squared error."""
    taken = evidence.calls[0]
    state, run = taken.before, taken.run
    for slug, test in (
        ("step-before-backward", diagnose.step_before_backward),
        ("gradient-detached", diagnose.gradient_detached),
        ("no-optimizer-step", diagnose.no_optimizer_step),
    ):
        seen = test(run)
        if seen:
            return failed(seen, slug)
    if not run.moved:
        return failed("After `train_step` the parameters are what they were before.")
    moved = state - taken.after
    if np.allclose(moved, evidence.rate * taken.batch.gradient(state), rtol=1e-3, atol=1e-5):
        return passed("One step, by rate times gradient.")
    if np.allclose(moved, evidence.rate * taken.batch.against_all(state), rtol=1e-3, atol=1e-5):
        return failed("Every prediction was compared with every target.", "shape-broadcast")
    if len(run.steps) > 1:
        return failed(f"The optimizer stepped {len(run.steps)} times in one call.")
    return failed("A step was made, but not along the gradient of the mean squared error.")


def step_fresh(evidence: StepEvidence) -> Finding:
    """The second step uses the gradient of its own batch alone."""
    taken = evidence.calls[1]
    if any(event.stale for event in taken.run.passes):
        return failed(
            "In the second call the new gradient was added to that of the first.", "no-zero-grad"
        )
    if not taken.run.moved:
        return failed("The second call changed no parameter.")
    return passed("No gradient is left over from the step before.")


def step_loss(evidence: StepEvidence) -> Finding:
    """What comes back is the loss of the batch, as a Python number."""
    for taken in evidence.calls:
        value, loss = taken.run.losses, taken.batch.loss(taken.before)
        if isinstance(value, Array) and value.values.size == 1:
            return failed(
                "The loss comes as a tensor; a log of tensors keeps every graph. `loss.item()` is "
                "the number.",
                "wrong-dtype",
            )
        if not isinstance(value, int | float):
            return failed(
                f"`train_step` returns {described(value)}.",
                None if value is None else "wrong-dtype",
            )
        if not np.isclose(value, loss, rtol=1e-3):
            return failed(
                f"It returned {value:.4g}; the mean squared error before the step was {loss:.4g}."
            )
    return passed("It is the mean squared error before the step.")


class FitEvidence(Trainer):
    """``fit`` with a learning rate of 0, and with one that trains."""

    epochs = 4

    def train(self, batch: Batch, epochs: int, lr: float) -> Taken:
        """Fit a fresh layer on batches of four rows."""
        need(self.candidate, "fit")
        for name in ("TensorDataset", "DataLoader"):
            need(self.candidate, name, "class")
        layer = self.layer()
        rows = self.made(self.candidate.call("TensorDataset", batch.x, batch.y), "TensorDataset")
        loader = self.made(self.candidate.call("DataLoader", rows, batch_size=4), "DataLoader")
        before = self.state(layer)
        outcome = self.candidate.call("fit", layer, loader, epochs, lr, watch=layer)
        result = returned(outcome, f"fit(model, loader, {epochs}, {lr:g})")
        after = self.state(layer)
        return Taken(batch, before, after, _run(result.value, result.events, before, after))

    @cached_property
    def still(self) -> Taken:
        """Ten rows of which the last two, a batch of their own, have far larger losses."""
        batch = draw_batch(self.rng, 10)
        batch.y[-2:] += 9
        return self.train(batch, self.epochs, 0.0)

    @cached_property
    def taught(self) -> Taken:
        """Forty epochs at a rate that suits."""
        return self.train(draw_batch(self.rng, 22), 40, 0.05)


def fit_trains(evidence: FitEvidence) -> Finding:
    """`fit` trains the model that it is given."""
    taken = evidence.taught
    for slug, test in (*diagnose.NOTHING_LEARNED, *diagnose.WRONG_GRADIENT):
        seen = test(taken.run)
        if seen:
            return failed(seen, slug)
    start, end = taken.batch.loss(taken.before), taken.batch.loss(taken.after)
    if end < 0.1 * start:
        return passed(f"In 40 epochs the loss fell from {start:.2f} to {end:.2f}.")
    spread = float(taken.batch.y.var())
    if 0.5 * spread < end < 2 * spread and np.abs(taken.after[:-1]).max() < 0.7:
        return failed(
            f"The loss ended at {end:.2f}: the model answers the mean of the targets.",
            "shape-broadcast",
        )
    return failed(f"In 40 epochs the loss went from {start:.2f} to {end:.2f}.")


def fit_length(evidence: FitEvidence) -> Finding:
    """It returns a list with one number for each epoch."""
    value = evidence.still.run.losses
    if not isinstance(value, tuple):
        slug = None if value is None else "wrong-shape"
        return failed(f"`fit` returns {described(value)}, not a list.", slug)
    if any(isinstance(item, Array) for item in value):
        return failed("The list holds tensors; `loss.item()` is the number.", "wrong-dtype")
    if len(value) != evidence.epochs:
        return failed(
            f"{evidence.epochs} epochs of 3 batches gave {len(value)} entries.", "wrong-shape"
        )
    return passed(f"{evidence.epochs} epochs gave {evidence.epochs} numbers.")


def fit_history(evidence: FitEvidence) -> Finding:
    """Each number is the mean loss over all rows of its epoch."""
    reported = evidence.still.run.reported
    if not reported:
        return failed("There are no numbers in what `fit` returns.", "wrong-shape")
    batch, state = evidence.still.batch, evidence.still.before
    parts = [slice(0, 4), slice(4, 8), slice(8, 10)]
    losses = [Batch(batch.x[part], batch.y[part]).loss(state) for part in parts]
    wanted = batch.loss(state)

    def told(value: float) -> bool:
        return bool(np.allclose(reported, value, rtol=1e-3))

    if told(wanted):
        return passed("The history is the mean over the rows, whatever the sizes of the batches.")
    seen = f"With the rate 0 every epoch has the loss {wanted:.3f}; you return {reported[0]:.3f}"
    if told(losses[-1]):
        return failed(f"{seen}, the loss of the last batch.", "loss-of-last-batch")
    if told(float(np.mean(losses))):
        return failed(
            f"{seen}, the mean of the batches: the last one has 2 rows and counts like those of 4."
        )
    if told(10 * wanted) or told(sum(losses)):
        return failed(f"{seen}, a sum. Divide it by the number of rows it was summed over.")
    if told(sum(losses) / 10):
        return failed(f"{seen}: the loss of a batch is a mean. Multiply it by the batch's rows.")
    if len(reported) > 1 and np.ptp(reported) > 1e-3 * wanted:
        return failed(f"{seen} and {reported[1]:.3f}: does every epoch start its sum at 0?")
    return failed(f"{seen}.")


EXAM = Exam(
    parts=(
        Part(
            partial(Answers, "predict", draw_new_rows),
            {"predict/shape": predict_shape, "predict/values": predict_values},
        ),
        Part(
            partial(Answers, "best_line", draw_lines),
            {"best_line/pair": best_line_pair, "best_line/values": best_line_values},
        ),
        Part(
            StepEvidence,
            {
                "train_step/moves": step_moves,
                "train_step/fresh": step_fresh,
                "train_step/loss": step_loss,
            },
        ),
        Part(
            FitEvidence,
            {"fit/trains": fit_trains, "fit/length": fit_length, "fit/history": fit_history},
        ),
    )
)
