"""Models after ``fit``: what a student's training makes of rows drawn for the exam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria import logistic
from autograde.exam.criteria.asking import HUGE, FloatArray, array, judged, need, returned
from autograde.exam.criteria.logistic import CLASS, LogisticEvidence
from autograde.exam.criteria.models import State, made, mirrored, parameters, random_state
from autograde.exam.criteria.watched import Trained, Training
from autograde.exam.diagnoses import outputs
from autograde.exam.diagnoses.training import cross_entropy
from autograde.exam.outcome import Handle, Raised, Returned
from autograde.exam.verdict import Found, stop

Draw = Callable[[int, np.random.Generator], tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]]

EPOCHS = 20
#: In so many at a large learning rate an honest loss falls below ``CLEAR``, in half of them not.
FEW_EPOCHS = 40
PER_CLASS = 32
#: With this learning rate a model stays as it is.
STILL = 1e-8
#: A loss that no lucky start has: guessing gives 0.69, most honest defaults end below 0.2.
CLEAR = 0.25


@dataclass(frozen=True)
class Rows:
    """Rows to train on: X float32 (N, F), y float32 (N,)."""

    X: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]


class FittedEvidence:
    """What ``fit`` does to fresh models on rows drawn for this exam.

    ``draw(n_per_class, rng)`` gives the rows: X float32 (2n, F) and y int64 (2n,).
    """

    def __init__(self, candidate: Candidate, rng: np.random.Generator, draw: Draw) -> None:
        self.candidate = candidate
        self.draw = draw
        # A generator for each purpose: what one criterion draws is no matter of the others.
        self.row_rng, self.state_rng, self.still_rng, *others = rng.spawn(7)
        self.probe_rng, self.model_rng, self.start_rng, self.bias_rng = others
        self.seed = int(rng.integers(2**31))
        self.rows = self.digits(self.row_rng)
        self.features = self.rows.X.shape[1]

    def digits(self, rng: np.random.Generator) -> Rows:
        """64 rows of the kind that students know."""
        X, y = self.draw(PER_CLASS, rng)
        return Rows(X, y.astype(np.float32))

    def fresh_model(self, seed: int) -> Handle:
        """A new model, as the student starts it, with all random generators at ``seed``."""
        need(self.candidate, CLASS, "class")
        self.candidate.seed(seed)
        return made(self.candidate, CLASS, self.features, rows=self.rows.X[:2])

    def train(
        self, rows: Rows, seed: int | None = None, state: State | None = None, **options: Any
    ) -> Trained:
        """Fit a fresh model that starts from ``state``, or from its own random numbers.

        ``options`` are the ``epochs`` and ``lr`` that are not left to the student's defaults.
        """
        need(self.candidate, "fit")
        model = self.fresh_model(self.seed if seed is None else seed)
        if state is not None:
            self.candidate.load_state(model, state)
        long = options.get("epochs", 0) > EPOCHS
        options = {name: value for name, value in options.items() if self.takes(name)}
        return Training("fit", "model, X, y", "train" if self.depends_on_mode else None).run(
            self.candidate,
            model,
            rows.X,
            rows.y,
            logits=partial(self.logits, X=rows.X),
            y=rows.y,
            # What the defaults, or long trainings, lead to is seen in the result.
            watched=bool(options) and not long,
            **options,
        )

    def logits(self, model: Handle, X: npt.NDArray[np.float32]) -> FloatArray:
        """The model's logits (N,), whatever its slips: those are judged elsewhere.

        An axis too many is taken away, probabilities are turned back into logits, and infinite
        numbers into very large ones.
        """
        if self.depends_on_mode:
            self.candidate.call(model, method="eval")
        ask = partial(self.candidate.call, model, X, method=None if self.is_module else "forward")
        outcome = ask()
        if isinstance(outcome, Raised) and not self.candidate.doubles:
            # `fit` may have made doubles of the model, and `predict` of its rows.
            self.candidate.doubles = True
            outcome = ask()
            self.candidate.doubles = not isinstance(outcome, Raised)
        value = outputs.one_logit(returned(outcome, "forward(x)").value)
        found = array(value, "`forward(x)`").values
        if found.shape != (len(X),):
            stop(f"`forward(x)` has shape {found.shape} for {len(X)} rows.", "wrong-shape")
        tame = np.nan_to_num(found.astype(np.float64), nan=HUGE).clip(-HUGE, HUGE)
        return outputs.log_odds(tame) if self.squashed else tame

    @cached_property
    def model_evidence(self) -> LogisticEvidence:
        """The class looked at by itself."""
        return LogisticEvidence(self.candidate, self.model_rng)

    @cached_property
    def is_module(self) -> bool:
        """Whether models can be called and watched."""
        return self.model_evidence.kind[0]

    @cached_property
    def depends_on_mode(self) -> bool:
        """Whether models answer otherwise in training mode."""
        return self.is_module and self.model_evidence.depends_on_mode

    @cached_property
    def squashed(self) -> bool:
        """Whether ``forward`` returns probabilities."""
        return bool(outputs.sigmoid_in_forward(self.model_evidence.wide))

    def takes(self, name: str) -> bool:
        """Whether ``fit`` has a parameter of this name, or takes any."""
        return not self.signature or not self.signature.keys().isdisjoint({name, "**"})

    def default_of(self, name: str) -> float | None:
        """The default of a parameter of ``fit``, where it is a number."""
        return self.signature.get(name)

    @cached_property
    def signature(self) -> dict[str, float | None]:
        """The parameters of ``fit`` and their defaults, where those are numbers."""
        described = self.candidate.describe("fit")
        found: dict[str, float | None] = {}
        value = described.value if isinstance(described, Returned) else None
        for pair in value if isinstance(value, tuple) else ():
            match pair:
                case (str(name), int() | float() as default) if abs(default) < HUGE:
                    found[name] = float(default)
                case (str(name), _):
                    found[name] = None
        return found

    @cached_property
    def start(self) -> State:
        """Small parameters, with the sign that gives the larger logits: no ReLU starts out dead.

        A model with more parameters than logistic regression starts as it was made: hidden units
        learn slowly from a start near zero.
        """
        model = self.fresh_model(self.seed)
        own = parameters(self.candidate, model)
        if sum(values.size for values in own.values()) != self.features + 1:
            return {name: values.astype(np.float32) for name, values in own.items()}
        small = random_state(own, self.state_rng, 0.01)
        means: list[float] = []
        for state in (small, mirrored(small)):
            self.candidate.load_state(model, state)
            means.append(self.logits(model, self.rows.X).mean())
        return small if means[0] > means[1] else mirrored(small)

    @cached_property
    def taught(self) -> Trained:
        """A few epochs at a large learning rate, from a small start."""
        return self.train(self.rows, state=self.start, epochs=EPOCHS, lr=0.5)

    @cached_property
    def gentle(self) -> Trained:
        """The same at a smaller learning rate."""
        return self.train(self.rows, state=self.start, epochs=EPOCHS, lr=0.05)

    @cached_property
    def swapped(self) -> Trained:
        """The same as ``gentle`` with every label turned round."""
        rows = Rows(self.rows.X, 1 - self.rows.y)
        return self.train(rows, state=self.start, epochs=EPOCHS, lr=0.05)

    @cached_property
    def still(self) -> Trained:
        """Some epochs at a learning rate so small that the model stays as it is.

        The columns have mean 0 and deviation 1, so that a student who scales them changes
        nothing; the rows stand in order of their loss, so that no batch speaks for all.
        """
        # With this spread hardly any other loss is near the cross-entropy by chance.
        return self._kept_still(self.still_rng, 1.5)

    @cached_property
    def still_again(self) -> Trained:
        """The same with other rows, and logits further apart."""
        return self._kept_still(self.still_rng, 3.0)

    def _kept_still(self, rng: np.random.Generator, wanted: float) -> Trained:
        X = self.signs(rng)
        model = self.fresh_model(self.seed)
        state = random_state(parameters(self.candidate, model), rng, 1.0)
        self.candidate.load_state(model, state)
        spread = max(float(self.logits(model, X).std()), 1e-3)
        state = {
            name: (values * wanted / spread).astype(np.float32) for name, values in state.items()
        }
        self.candidate.load_state(model, state)
        z = self.logits(model, X)
        y = np.zeros(len(X), dtype=bool)
        y[np.argsort(z, kind="stable")[len(X) // 2 :]] = True
        # As many of both kinds are labelled wrongly: whoever weighs the classes changes nothing.
        for kind in (y, ~y):
            chosen = rng.choice(np.flatnonzero(kind), len(X) // 40, replace=False)
            y[chosen] = ~y[chosen]
        order = np.argsort(np.logaddexp(0.0, z) - y * z, kind="stable")
        rows = Rows(X[order], y[order].astype(np.float32))
        return self.train(rows, state=state, epochs=6, lr=STILL)

    def signs(self, rng: np.random.Generator) -> npt.NDArray[np.float32]:
        """Rows of -1 and 1, in every column as often: whole batches of any common size."""
        column = np.tile([-1.0, 1.0], 640)
        columns = [rng.permutation(column) for _ in range(self.features)]
        return np.stack(columns, axis=1).astype(np.float32)

    @cached_property
    def restarted(self) -> bool:
        """Whether ``fit`` spoils a good model even when it must not move."""
        try:
            run = self.still.run
        except Found:
            return False
        return run.loss_after > 1.2 * run.loss_before

    @cached_property
    def by_default(self) -> tuple[tuple[Trained, ...], ...]:
        """Trainings with the student's own epochs and learning rate, on one or two sets of rows.

        The first of a set goes from the worse of two starts that mirror each other. Where that ends
        well, it is not by luck; else the other one is tried as well, so that what a lucky start
        gives one of them it takes from the other.
        """
        if self.in_few_epochs:
            return (self.on_usual_rows,)
        return self.on_usual_rows, self.from_both_sides(*self.others)

    @cached_property
    def on_both_sets(self) -> tuple[tuple[Trained, ...], ...]:
        """Trainings on each of two sets of rows. What the second is, only who learns can know."""
        few = self.in_few_epochs
        return (self.on_usual_rows, (few,)) if few else self.by_default

    @cached_property
    def on_usual_rows(self) -> tuple[Trained, ...]:
        """The defaults on the first set of rows."""
        return self.from_both_sides(self.rows, self.seed)

    @cached_property
    def in_few_epochs(self) -> Trained | None:
        """Training on the second set of rows that ends well long before the defaults would.

        Only after defaults that end well on the first set; what is left is to see `fit` learn.
        """
        if len(self.on_usual_rows) > 1 or (self.default_of("epochs") or 0) <= FEW_EPOCHS:
            return None
        few = self.train(*self.others, epochs=FEW_EPOCHS, lr=0.5)
        return few if few.run.loss_after < CLEAR else None

    @cached_property
    def others(self) -> tuple[Rows, int]:
        """Other rows than ``rows``, pixels in another order and labels swapped; their seed."""
        rows = self.digits(self.row_rng)
        return Rows(rows.X[:, self.column_order], 1 - rows.y), self.seed + 1

    def from_both_sides(self, rows: Rows, seed: int) -> tuple[Trained, ...]:
        """Trainings on some rows from a random start, and where need be from its mirror."""
        model = self.fresh_model(seed)

        def loss(state: State) -> float:
            self.candidate.load_state(model, state)
            return cross_entropy(self.logits(model, rows.X), rows.y.astype(np.float64))

        start = parameters(self.candidate, model)
        own = {name: values.astype(np.float32) for name, values in start.items()}
        worse, better = sorted((own, mirrored(own)), key=loss, reverse=True)
        first = self.train(rows, seed, worse)
        if first.run.loss_after < CLEAR:
            return (first,)
        return first, self.train(rows, seed, better)

    @cached_property
    def column_order(self) -> npt.NDArray[np.int64]:
        """The order of the pixels in the second set of rows: none where it was."""
        return np.roll(np.arange(self.features), self.features // 2 - 1)[::-1].copy()

    @cached_property
    def fault(self) -> str | None:
        """The diagnosis of the model itself, of which bad training may be an echo."""
        for criterion in (logistic.logits, logistic.parameter_count):
            finding = judged(criterion, self.model_evidence)
            if finding.passed is False and finding.diagnosis:
                return finding.diagnosis
        return None
