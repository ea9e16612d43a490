"""The checks of the practice cells in ``lecture/07_fix_the_notebook``."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from autograde.exam import Candidate, Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, array, described, floats, need, returned
from autograde.exam.outcome import Array, Backward, Step
from autograde.exam.watch import watching
from autograde.student.practice import Answers, Case, Numbers, agrees

Table = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Pair(Case):
    """A model and an optimizer, with words for how they belong together."""

    words: str = ""


def _network(*sizes: int) -> nn.Sequential:
    inputs, hidden, outputs = sizes
    return nn.Sequential(nn.Linear(inputs, hidden), nn.Sigmoid(), nn.Linear(hidden, outputs))


def draw_pairs(rng: np.random.Generator) -> tuple[Case, ...]:
    """Optimizers that hold a model whole, in part, or not at all."""
    sizes = [int(n) for n in rng.integers(2, 6, size=3)]
    model, other = _network(*sizes), _network(*sizes)
    copied = copy.deepcopy(model)
    first, _, last = model

    def pair(wanted: bool, words: str, held: Sequence[object], lr: float = 0.1) -> Pair:
        optimizer = torch.optim.SGD(held, lr=lr)  # type: ignore[arg-type]
        return Pair((model, optimizer), np.array(float(wanted)), words)

    groups = [{"params": list(part.parameters())} for part in (first, last)]
    return (
        pair(True, "an optimizer of the model itself", list(model.parameters())),
        pair(False, "an optimizer of another model of the same sizes", list(other.parameters())),
        pair(False, "an optimizer of a copy of the model", list(copied.parameters())),
        pair(False, "an optimizer of the first layer only", list(first.parameters())),
        pair(True, "an optimizer with a group for each layer", groups),
        pair(
            True,
            "an optimizer of the model and of another one",
            [*other.parameters(), *model.parameters()],
        ),
    )


def _judge_pairs(answers: Answers, chosen: slice) -> Finding | None:
    """What is wrong about the answers to some of the pairs."""
    for case, value in list(zip(answers.cases, answers.values, strict=True))[chosen]:
        assert isinstance(case, Pair)
        if not isinstance(value, bool):
            return failed(
                f"For {case.words} you returned {described(value)}, not True or False.",
                None if value is None else "wrong-dtype",
            )
        if value == bool(case.wanted):
            continue
        seen = f"For {case.words} you returned {value}."
        if case.words.endswith("a copy of the model"):
            return failed(
                f"{seen} Its tensors hold equal numbers, but they are others: compare with `is` "
                "or with `id(...)`."
            )
        if case.words.endswith("only"):
            return failed(f"{seen} Every parameter counts, not any of them.")
        if "group" in case.words:
            return failed(f"{seen} Look into every one of `optimizer.param_groups`.")
        return failed(seen)
    return None


def pairs_identity(answers: Answers) -> Finding:
    """The model's own optimizer gives True, that of another model or of a copy False."""
    return _judge_pairs(answers, slice(0, 3)) or passed(
        "Its own optimizer is told from those of another model and of a copy."
    )


def pairs_every(answers: Answers) -> Finding:
    """Every parameter of the model is looked for, in every group of the optimizer."""
    return _judge_pairs(answers, slice(0, None)) or passed(
        "An optimizer of one layer is not enough, several groups and more models are."
    )


def draw_numbers(rng: np.random.Generator) -> tuple[Case, ...]:
    """Numbers of classes, and the floor for each."""
    counts = (3, 2, 10, int(rng.integers(20, 200)))
    return tuple(Case((n,), np.array(math.log(1 + (n - 1) / math.e))) for n in counts)


def floor_value(answers: Answers) -> Finding:
    """The floor is right for three classes, for two and for many."""
    for case, value in zip(answers.cases, answers.values, strict=True):
        n = case.inputs[0]
        alone = isinstance(value, Array) and not value.values.shape
        number = float(value.values) if isinstance(value, Array) and alone else value
        if not isinstance(number, int | float) or isinstance(number, bool):
            return failed(
                f"For {n} classes you returned {described(value)}, not a number.",
                None if value is None else "wrong-dtype",
            )
        if math.isclose(number, case.wanted, abs_tol=2e-4):
            continue
        seen = f"For {n} classes you returned {number:.4f}"
        share = math.e / (math.e + n - 1)
        if math.isclose(number, math.log(n), abs_tol=2e-4):
            return failed(f"{seen}: that is ln {n}, the loss of a model that knows nothing.")
        if math.isclose(number, share, abs_tol=2e-4):
            return failed(f"{seen}: the share of the right class. Take minus its logarithm.")
        if math.isclose(number, -case.wanted, abs_tol=2e-4):
            return failed(f"{seen}: the sign is missing, a loss is not negative.")
        if n != 3:
            return failed(
                f"{seen}, where {float(case.wanted):.4f} is the floor; 3 classes are right."
            )
        return failed(f"{seen}, where section 6 measured another number.")
    counts = ", ".join(str(case.inputs[0]) for case in answers.cases)
    return passed(f"Right for {counts} classes.")


def draw_halves(rng: np.random.Generator) -> tuple[Case, ...]:
    """Training and test tables: columns of very different ranges, the test moved a little."""

    def case(rows: int, tests: int, columns: int) -> Case:
        scale = 10.0 ** np.arange(columns)
        X = (scale * rng.normal(3.0, 1.0, size=(rows, columns))).astype(np.float32)
        T = (scale * rng.normal(3.6, 1.5, size=(tests, columns))).astype(np.float32)
        return Case((X, T), np.zeros(0))

    return case(40, 20, 4), case(9, 3, 3)


def _halves(answers: Answers) -> list[tuple[Case, FloatArray, FloatArray]]:
    """The cases, each with the two tables that came back, in the right shapes."""
    found = []
    for case, value in zip(answers.cases, answers.values, strict=True):
        if not isinstance(value, tuple) or len(value) != 2:
            stop(
                f"`scale_columns` returned {described(value)}, not two tensors.",
                None if value is None else "wrong-shape",
            )
        names = "The first tensor", "The second tensor"
        both = [
            floats(part, name, table.shape)
            for part, name, table in zip(value, names, case.inputs, strict=True)
        ]
        found.append((case, both[0], both[1]))
    return found


def _scaled(table: Numbers, by: Numbers, axis: int | None, ddof: int) -> FloatArray:
    known = by.astype(np.float64)
    scaled: FloatArray = (table.astype(np.float64) - known.mean(axis)) / known.std(axis, ddof=ddof)
    return scaled


def _is_scaled(values: FloatArray, table: Numbers, by: Numbers, axis: int | None = 0) -> bool:
    # Dividing by N gives a standard deviation just as dividing by N - 1 does.
    scaled = [_scaled(table, by, axis, ddof) for ddof in (0, 1)]
    return any(np.allclose(values, wanted, atol=2e-3, rtol=1e-3) for wanted in scaled)


def halves_shape(answers: Answers) -> Finding:
    """Two tables come back, in the shapes in which they came."""
    seen = "; ".join(f"{X.shape} and {T.shape}" for _, X, T in _halves(answers))
    return passed(f"{seen}.")


def halves_train(answers: Answers) -> Finding:
    """Each training column has mean 0 and deviation 1."""
    for case, values, _ in _halves(answers):
        X, T = case.inputs
        if _is_scaled(values, X, X):
            continue
        if _is_scaled(values, X, X, axis=None):
            return failed(
                "One mean and one deviation were taken for all columns together.",
                "global-standardisation",
            )
        if _is_scaled(values, X, np.concatenate([X, T])):
            return failed("The means were taken over both tables.", "scaler-leakage")
        means, deviations = values.mean(axis=0), values.std(axis=0)
        return failed(
            f"The first training column has mean {means[0]:.3g} and deviation "
            f"{deviations[0]:.3g}, the last one mean {means[-1]:.3g} and deviation "
            f"{deviations[-1]:.3g}."
        )
    return passed("Every training column has mean 0 and deviation 1.")


def halves_test(answers: Answers) -> Finding:
    """The test columns are scaled by the means and deviations of the training columns."""
    for case, _, values in _halves(answers):
        X, T = case.inputs
        if _is_scaled(values, T, X):
            continue
        if _is_scaled(values, T, T):
            return failed(
                "The test columns were scaled by means and deviations of their own.",
                "scaler-leakage",
            )
        if _is_scaled(values, T, np.concatenate([X, T])):
            return failed("The means were taken over both tables.", "scaler-leakage")
        if _is_scaled(values, T, X, axis=None):
            return failed(
                "One mean and one deviation were taken for all columns together.",
                "global-standardisation",
            )
        if agrees(values, T):
            return failed("The test table came back as it was.", "unscaled-input")
        return failed("The test columns are not scaled by the training columns' numbers.")
    return passed("The test columns are scaled by what the training columns told.")


#: A model this sure of class 0 gives a loss on logits the gradient 1, on probabilities almost none.
SURE = 30.0
LEAST_GRADIENT = 0.3
#: Honest training gets all of these rows right, without the narrow columns some 0.7 of them.
LEAST_ACCURACY = 0.9
ROWS, TESTS, CLASSES = 90, 60, 3


@dataclass(frozen=True)
class Training:
    """What one call of ``repaired`` did to a model.

    Attributes
    ----------
    outputs
        what came back.
    moved, stepped, owned
        whether the model's parameters changed, whether any optimizer stepped, and one of its own.
    inputs
        the different rows that got a gradient, as they reached the model, in sorted order.
    first_gradient
        the largest gradient of the first backward pass at the outputs, times the rows.
    """

    outputs: Array
    moved: bool
    stepped: bool
    owned: bool
    inputs: FloatArray
    first_gradient: float | None


class Repair:
    """What ``repaired`` does with models and tables of this check."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.seed = int(rng.integers(2**31))
        self.y_train, self.y_test = (rng.permutation(n) % CLASSES for n in (ROWS, TESTS))
        self.X_train = self._table(self.y_train, rng)
        self.X_test = self._table(self.y_test, rng)

    def _table(self, y: npt.NDArray[np.int64], rng: np.random.Generator) -> Table:
        """Two wide columns, of which one tells class 0, and two narrow ones: one tells 1 from 2."""
        noise = rng.normal(size=(len(y), 4))
        wide = 60_000 + 50_000 * noise[:, 0], 200_000 + 60_000 * ((y > 0) * 8 + noise[:, 1])
        narrow = 40 + 8 * noise[:, 2], 50 + 8 * ((y > 1) * 8 + noise[:, 3])
        return np.stack([*wide, *narrow], axis=1).astype(np.float32)

    def train(self, X_test: Table, sure: bool = False) -> Training:
        """Have a fresh model trained, and watch."""
        need(self.candidate, "repaired")
        torch.manual_seed(self.seed)
        model = _network(4, 16, CLASSES)
        if sure:
            with torch.no_grad():
                list(model.parameters())[-1].copy_(torch.tensor([SURE, 0.0, 0.0]))
        before = copy.deepcopy(model.state_dict())
        inputs: list[FloatArray] = []
        gradients: list[float] = []

        def note(_: nn.Module, given: tuple[torch.Tensor, ...], out: torch.Tensor) -> None:
            def arriving(gradient: torch.Tensor) -> None:
                inputs.append(given[0].detach().numpy().astype(np.float64))
                gradients.append(float(gradient.abs().max()) * len(gradient))

            if out.requires_grad:
                out.register_hook(arriving)

        model.register_forward_hook(note)
        with watching(model) as events:
            outcome = self.candidate.call("repaired", model, self.X_train, self.y_train, X_test)
        value = returned(outcome, "repaired(model, X_train, y_train, X_test)").value
        steps = [event for event in events if isinstance(event, Step)]
        reached = any(event.reached for event in events if isinstance(event, Backward))
        return Training(
            outputs=array(value, "What `repaired` returns"),
            moved=any(not torch.equal(p, before[name]) for name, p in model.state_dict().items()),
            stepped=bool(steps),
            owned=any(step.owns for step in steps),
            inputs=np.unique(np.concatenate(inputs), axis=0) if inputs else np.zeros((0, 4)),
            first_gradient=gradients[0] if gradients and (reached or sure) else None,
        )

    @cached_property
    def plain(self) -> Training:
        """An ordinary training."""
        return self.train(self.X_test)

    @cached_property
    def moved_test(self) -> Training:
        """The same with other test rows: the training must not notice."""
        return self.train(self.X_test * np.float32(3))

    @cached_property
    def confident(self) -> Training:
        """The same from a model that is sure of class 0."""
        return self.train(self.X_test, sure=True)


def repaired_steps(repair: Repair) -> Finding:
    """The optimizer moves the parameters of the model that came in."""
    training = repair.plain
    if training.moved:
        return passed("The parameters of the given model moved.")
    if training.stepped and not training.owned:
        return failed(
            "The optimizer made its steps, but no parameter that it holds belongs to the model "
            "that came in.",
            "stale-optimizer",
        )
    if not training.stepped:
        return failed("No optimizer stepped.", "no-optimizer-step")
    return failed(
        "The optimizer holds the model's parameters, but no gradient came to them.",
        "gradient-detached",
    )


def repaired_loss(repair: Repair) -> Finding:
    """A confident mistake gets a large gradient: the loss is computed from logits."""
    gradient = repair.confident.first_gradient
    if gradient is None:
        return failed("No gradient came back to the model's outputs.", "gradient-detached")
    if gradient < LEAST_GRADIENT:
        return failed(
            f"A model that is sure of the wrong class got a gradient of {gradient:.1g} at its "
            "outputs, where 1 is due: something flattens the outputs before the loss. "
            "`nn.CrossEntropyLoss` wants the logits themselves."
        )
    return passed("A confident mistake gets its full gradient.")


def repaired_columns(repair: Repair) -> Finding:
    """Each column reaches the model on a scale of its own, taken from the training rows."""
    rows = repair.plain.inputs
    if not len(rows):
        return failed("No row was learned from.", "gradient-detached")
    low, high = rows.min(axis=0), rows.max(axis=0)
    seen = "The columns reach the model as " + ", ".join(
        f"{a:.4g} to {b:.4g}" for a, b in zip(low, high, strict=True)
    )
    spread = rows.std(axis=0)
    if rows.std() > 1_000:
        return failed(f"{seen}: they are not scaled.", "unscaled-input")
    if spread.max() > 20 * spread.min():
        return failed(f"{seen}: one scale for all of them.", "global-standardisation")
    if spread.max() > 10 or abs(rows.mean(axis=0)).max() > 10:
        return failed(f"{seen}. Subtract the mean, divide by the deviation.")
    other = repair.moved_test.inputs
    if other.shape != rows.shape or not np.allclose(other, rows, atol=1e-4):
        return failed(
            "With other test rows the training rows reach the model differently.",
            "scaler-leakage",
        )
    return passed("Four columns, four scales, and the test rows have no say in them.")


def repaired_result(repair: Repair) -> Finding:
    """Logits for every test row come back, and nine in ten rows come out right."""
    outputs = floats(repair.plain.outputs, "What `repaired` returns", (TESTS, CLASSES))
    if np.allclose(outputs.sum(axis=1), 1, atol=1e-4):
        return failed("Each row adds up to 1: these are probabilities, logits were asked for.")
    predicted = outputs.argmax(axis=1)
    right = float(np.mean(predicted == repair.y_test))
    if right >= LEAST_ACCURACY:
        return passed(f"{right:.0%} of {TESTS} fresh rows came out right.")
    seen = f"{right:.0%} of {TESTS} fresh rows came out right, {LEAST_ACCURACY:.0%} can be reached."
    if len(np.unique(predicted)) == 1:
        return failed(f"{seen} Every row got the same class.", "constant-prediction")
    return failed(seen)


EXAM = Exam(
    parts=(
        Part(
            partial(Answers, "same_parameters", draw_pairs),
            {"same_parameters/identity": pairs_identity, "same_parameters/every": pairs_every},
        ),
        Part(partial(Answers, "loss_floor", draw_numbers), {"loss_floor/value": floor_value}),
        Part(
            partial(Answers, "scale_columns", draw_halves),
            {
                "scale_columns/shape": halves_shape,
                "scale_columns/train": halves_train,
                "scale_columns/test": halves_test,
            },
        ),
        Part(
            Repair,
            {
                "repaired/steps": repaired_steps,
                "repaired/loss": repaired_loss,
                "repaired/columns": repaired_columns,
                "repaired/result": repaired_result,
            },
        ),
    )
)
