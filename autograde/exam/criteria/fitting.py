"""The function ``fit``: whether it trains the model it is given, and reports truly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from autograde.exam.candidate import Candidate
from autograde.exam.criteria import logistic
from autograde.exam.criteria.asking import (
    HUGE,
    FloatArray,
    array,
    described,
    judged,
    need,
    returned,
)
from autograde.exam.criteria.logistic import (
    CLASS,
    LogisticEvidence,
    State,
    new_model,
    parameters,
    random_state,
)
from autograde.exam.diagnoses import outputs
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.diagnoses.training import Run
from autograde.exam.outcome import Handle, Returned
from autograde.exam.verdict import Finding, Found, failed, passed, stop

Draw = Callable[[int, np.random.Generator], tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]]

#: A model that gives everyone the probability 0.5 has the loss ln 2.
COIN = float(np.log(2))
#: Honest defaults end below 0.38 from the better of two starts, training that hardly began above
#: 0.48.
LOW = 0.45
#: On its way an honest loss never leaves its start (at most 2.4) for more than 6.3.
HIGH = 10.0
EPOCHS = 20
PER_CLASS = 32


@dataclass(frozen=True)
class Rows:
    """Rows to train on: X float32 (N, F), y float32 (N,)."""

    X: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Trained:
    """A model after ``fit``, and what was seen on the way."""

    model: Handle
    run: Run
    rows: Rows


class FittingEvidence:
    """What ``fit`` does to fresh models on rows drawn for this exam.

    ``draw(n_per_class, rng)`` gives the rows: X float32 (2n, F) and y int64 (2n,).
    """

    def __init__(self, candidate: Candidate, rng: np.random.Generator, draw: Draw) -> None:
        self.candidate = candidate
        self.draw = draw
        # A generator for each purpose: what one criterion draws is no matter of the others.
        self.row_rng, self.state_rng, self.still_rng, self.probe_rng, self.model_rng = rng.spawn(5)
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
        return new_model(self.candidate, self.features)

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
        before, z_before = parameters(self.candidate, model), self.logits(model, rows.X)
        options = {name: value for name, value in options.items() if self.takes(name)}
        shown = "".join(f", {name}={value:g}" for name, value in options.items())
        watched = model if options else None  # what the defaults lead to is seen in the result
        outcome = self.candidate.call("fit", model, rows.X, rows.y, watch=watched, **options)
        result = returned(outcome, f"fit(model, X, y{shown})")
        run = Run(
            epochs=options.get("epochs"),
            losses=result.value,
            events=result.events,
            before=before,
            after=parameters(self.candidate, model),
            z_before=z_before,
            z_after=self.logits(model, rows.X),
            y=rows.y.astype(np.float64),
        )
        return Trained(model, run, rows)

    def logits(self, model: Handle, X: npt.NDArray[np.float32]) -> FloatArray:
        """The model's logits (N,), whatever its slips: those are judged elsewhere.

        An axis too many is taken away, probabilities are turned back into logits, and infinite
        numbers into very large ones.
        """
        outcome = self.candidate.call(model, X, method=None if self.is_module else "forward")
        value = outputs.one_logit(returned(outcome, "forward(x)").value)
        found = array(value, "`forward(x)`").values.astype(np.float64)
        if found.shape != (len(X),):
            stop(f"`forward(x)` has shape {found.shape} for {len(X)} rows.", "wrong-shape")
        tame = np.nan_to_num(found, nan=HUGE).clip(-HUGE, HUGE)
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
    def squashed(self) -> bool:
        """Whether ``forward`` returns probabilities."""
        return bool(outputs.sigmoid_in_forward(self.model_evidence.wide))

    def takes(self, name: str) -> bool:
        """Whether ``fit`` has a parameter of this name."""
        return not self.signature or name in self.signature

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
                case (str(name), default):
                    found[name] = float(default) if isinstance(default, int | float) else None
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
        rng, n = self.still_rng, 1280  # whole batches of any common size
        signs = np.tile([-1.0, 1.0], n // 2)
        X = np.stack([rng.permutation(signs) for _ in range(self.features)], axis=1)
        X = X.astype(np.float32)
        model = self.fresh_model(self.seed)
        state = random_state(parameters(self.candidate, model), rng, 1.0)
        self.candidate.load_state(model, state)
        spread = max(float(self.logits(model, X).std()), 1e-3)
        # With this spread no other loss is near the cross-entropy by chance.
        state = {name: (values * 1.5 / spread).astype(np.float32) for name, values in state.items()}
        self.candidate.load_state(model, state)
        z = self.logits(model, X)
        y = (rng.random(n) < 0.05) ^ (z > 0)
        order = np.argsort(np.logaddexp(0.0, z) - y * z, kind="stable")
        rows = Rows(X[order], y[order].astype(np.float32))
        return self.train(rows, state=state, epochs=6, lr=1e-8)

    @cached_property
    def restarted(self) -> bool:
        """Whether ``fit`` spoils a good model even when it must not move."""
        try:
            run = self.still.run
        except Found:
            return False
        return run.loss_after > 1.2 * run.loss_before

    @cached_property
    def by_default(self) -> tuple[Trained, ...]:
        """Four trainings with the student's own epochs and learning rate.

        Two sets of rows, each from two starts that mirror each other: what a lucky start gives
        one of them it takes from the other. In the second set the pixels stand in another order
        and the labels are swapped, so that only a model that learns can know them.
        """
        second = self.digits(self.row_rng)
        second = Rows(second.X[:, self.column_order], 1 - second.y)
        trained: list[Trained] = []
        for rows, seed in ((self.rows, self.seed), (second, self.seed + 1)):
            start = parameters(self.candidate, self.fresh_model(seed))
            own = {name: values.astype(np.float32) for name, values in start.items()}
            trained += [self.train(rows, seed, state) for state in (own, mirrored(own))]
        return tuple(trained)

    @cached_property
    def column_order(self) -> npt.NDArray[np.int64]:
        """The order of the pixels in the second set of rows: none where it was."""
        return np.roll(np.arange(self.features), self.features // 2 - 1)[::-1].copy()

    @cached_property
    def other_loss(self) -> tuple[str, str] | None:
        """Slug and evidence where the history tells exactly what a wrong loss would be."""
        run = self.still.run
        numbers = np.array(run.reported)
        if not len(numbers) or not np.isfinite(numbers).all():
            return None
        if diagnose.counted_in(run, tolerance=0.01):
            return None
        if np.ptp(numbers) > 0.05 * abs(numbers).max():
            return None
        for scale in diagnose.scales(len(run.y), run.batches).values():
            for slug, test in diagnose.WRONG_LOSS:
                seen = test(run, float(numbers.mean()) / scale)
                if seen:
                    return slug, seen
        return None

    @cached_property
    def frozen(self) -> str | None:
        """A history that stays where it is while the loss falls."""
        run = self.by_default[0].run
        if run.loss_after < 0.5 * run.loss_before and len(set(run.reported)) == 1:
            return (
                f"The loss fell from {run.loss_before:.2f} to {run.loss_after:.2f}, but the "
                f"history stays at {run.reported[0]:.2f}."
            )
        return None

    @cached_property
    def unit(self) -> str | None:
        """What the history counts in, where it tells the loss."""
        run = self.still.run
        if self.other_loss or self.frozen:
            return None
        if abs(run.loss_after - run.loss_before) > 0.05 * run.loss_before:
            return diagnose.counted_at_an_end(run)
        return diagnose.counted_in(run, tolerance=0.08)

    def histories(self, trained: tuple[Trained, ...]) -> list[FloatArray] | None:
        """The reported losses as means over the rows, where the history tells them."""
        try:
            unit = self.unit
        except Found:
            return None
        if unit is None:
            return None
        scale = diagnose.scales(len(self.rows.y), self.taught.run.batches)[unit]
        found = [np.array(t.run.reported) / scale for t in trained]
        return found if all(len(history) for history in found) else None

    def final_loss(self, trained: tuple[Trained, ...]) -> float:
        """Loss at the end: as reported where the history tells it, else of the logits.

        Of two trainings that start as mirrors of each other the better one counts.
        A student who scales the columns inside ``fit`` has other logits than ``forward`` shows.
        """
        histories = self.histories(trained)
        if histories is None:
            ends = [t.run.loss_after for t in trained]
        else:
            ends = [float(history[-3:].mean()) for history in histories]
        return float(np.mean([min(ends[i : i + 2]) for i in range(0, len(ends), 2)]))

    @cached_property
    def fault(self) -> str | None:
        """The diagnosis of the model itself, of which bad training may be an echo."""
        for criterion in (logistic.logits, logistic.parameter_count):
            finding = judged(criterion, self.model_evidence)
            if finding.passed is False and finding.diagnosis:
                return finding.diagnosis
        return None

    @cached_property
    def cause(self) -> str | None:
        """The diagnosis of the training as a whole, for criteria that only see its echo."""
        for criterion in (updates, gradients, reported_loss):
            finding = judged(criterion, self)
            if finding.passed is False and finding.diagnosis in ECHOING:
                return finding.diagnosis
        return self.fault


#: What spoils a training so far that its result is no wonder.
ECHOING = {
    *(slug for slug, _ in (*diagnose.NOTHING_LEARNED, *diagnose.WRONG_GRADIENT)),
    "shape-broadcast",
    "double-sigmoid",
    "softmax-over-one-output",
    "relu-on-logits",
}


def mirrored(state: State) -> State:
    """Every parameter with the other sign."""
    return {name: -values for name, values in state.items()}


def updates(evidence: FittingEvidence) -> Finding:
    """Training changes the parameters of the given model towards the labels."""
    run = evidence.taught.run
    for slug, test in (*diagnose.NOTHING_LEARNED, *diagnose.WRONG_GRADIENT[:1]):
        seen = test(run)
        if seen and not run.moved:
            # No gradient comes through a layer that cuts everything off.
            cut = slug == "gradient-detached" and evidence.fault
            return failed(seen, evidence.fault if cut else slug)
    if not run.moved:
        return failed("After `fit` the parameters of the model are what they were before.")
    gain = max(run.gain, evidence.gentle.run.gain)
    same = np.array_equal(evidence.gentle.run.z_after, evidence.swapped.run.z_after)
    if same and gain > 0.05:
        return failed("`fit` makes the same model of any labels: it does not learn from them.")
    if evidence.restarted and evidence.final_loss(evidence.by_default) > LOW:
        return failed(
            "Even a learning rate near 0 makes another model of a good one, and many epochs make "
            "it no better: `fit` starts it anew.",
            "model-recreated-each-epoch",
        )
    if gain > 0.05:
        return passed(f"In {EPOCHS} epochs the logits of ones and zeros moved apart by {gain:.2f}.")
    blind = diagnose.label_blind(evidence.gentle.run, evidence.swapped.run)
    if blind:
        return failed(
            f"{blind} The loss compares each row with all labels of the batch, not with its own.",
            evidence.fault if evidence.fault in ECHOING else "shape-broadcast",
        )
    return failed(
        f"In {EPOCHS} epochs the logits of ones and zeros moved by {gain:.2f} instead of "
        "clearly apart.",
        evidence.fault,
    )


def gradients(evidence: FittingEvidence) -> Finding:
    """Every step uses the gradient of its own batch, and no older one."""
    run = evidence.taught.run
    learning = judged(updates, evidence)
    if not run.moved or (learning.passed is False and not run.reached and not run.steps):
        return failed(learning.evidence, learning.diagnosis)
    for slug, test in diagnose.WRONG_GRADIENT:
        seen = test(run)
        if seen:
            return failed(seen, slug)
    return passed("Each step used a fresh gradient.")


def defaults(evidence: FittingEvidence) -> Finding:
    """With its own `epochs` and `lr`, `fit` brings the loss down without leaps."""
    trained = evidence.by_default
    histories = evidence.histories(trained) or []
    broken = [t for t in trained if abs(t.run.z_after).max() >= HUGE]
    numbers = [value for t in trained for value in t.run.reported]
    learns = judged(updates, evidence).passed is True
    cause = evidence.cause if evidence.cause in ECHOING else None
    too_large = cause or ("learning-rate-too-large" if learns else None)
    if broken or not np.isfinite(numbers).all():
        return failed("The loss or the logits became infinite on the way.", too_large)
    peak = float(np.mean([history.max() for history in histories])) if histories else 0.0
    if peak > HIGH:
        return failed(
            f"On its way the loss climbed to {peak:.0f}; guessing gives {COIN:.2f}.", too_large
        )
    final = evidence.final_loss(trained)
    if final < LOW:
        return passed(f"The loss fell to {final:.2f}; guessing gives {COIN:.2f}.")
    seen = f"The loss ended at {final:.2f}; guessing gives {COIN:.2f}."
    if cause or not learns:
        return failed(seen, cause)
    return _too_little(evidence, seen)


def _too_little(evidence: FittingEvidence, seen: str) -> Finding:
    """Which of the two defaults would have to grow, by trying."""
    epochs, lr = evidence.default_of("epochs"), evidence.default_of("lr")
    if epochs is not None and epochs < 50:
        longer = evidence.final_loss((evidence.train(evidence.rows, epochs=300),))
        if longer < LOW:
            return failed(f"{seen} In 300 epochs it falls to {longer:.2f}.", "too-few-epochs")
    if lr is not None and lr < 0.1:
        faster = evidence.final_loss((evidence.train(evidence.rows, epochs=300, lr=0.1),))
        if faster < LOW:
            return failed(
                f"{seen} With lr=0.1 it falls to {faster:.2f}.", "learning-rate-too-small"
            )
    if epochs is not None:
        longer = evidence.final_loss((evidence.train(evidence.rows, epochs=int(epochs) + 1000),))
        if longer < LOW:
            return failed(f"{seen} In 1000 epochs more it falls to {longer:.2f}.", "too-few-epochs")
    return failed(seen)


def rate(evidence: FittingEvidence) -> Finding:
    """`fit` trains with the learning rate `lr` that it is given."""
    if not evidence.takes("lr"):
        evidence.taught  # noqa: B018  (where nothing is written yet, that is said first)
        return failed("`fit` has no parameter `lr`.", "missing-name")
    fast, slow = evidence.taught.run, evidence.gentle.run
    if not fast.moved:
        return failed("No parameter changed, with whatever learning rate.", evidence.cause)
    if np.array_equal(fast.z_after, slow.z_after):
        return failed("lr=0.5 and lr=0.05 led to exactly the same model: `lr` is not used.")
    return passed("Another learning rate leads to another model.")


def history(evidence: FittingEvidence) -> Finding:
    """`fit` takes `epochs` and returns one loss for each epoch."""
    seen = _entries(evidence.taught.run, EPOCHS)
    own = evidence.default_of("epochs")
    if seen is None and own is not None:
        seen = _entries(evidence.by_default[0].run, int(own))
    if seen:
        return failed(seen, "wrong-shape")
    return passed(f"{EPOCHS} epochs gave {EPOCHS} losses.")


def _entries(run: Run, epochs: int) -> str | None:
    """What is wrong with the form of a history of so many epochs."""
    value = run.losses
    if not run.reported and value != ():
        return (
            f"`fit` returned {described(value)}; a list with the loss of every epoch was asked for."
        )
    if isinstance(value, tuple) and len(value) != len(run.reported):
        return "The history holds things that are no numbers."
    if len(run.reported) != epochs:
        return (
            f"After {epochs} epochs the history has {len(run.reported)} entries: one for each "
            "epoch was asked for."
        )
    return None


def reported_loss(evidence: FittingEvidence) -> Finding:
    """The reported losses are the binary cross-entropy over all rows of the epoch."""
    run = evidence.still.run
    if not run.reported:
        return failed(f"`fit` returned {described(run.losses)}, no history.", "wrong-shape")
    if evidence.frozen:
        return failed(evidence.frozen)
    if evidence.unit is None:
        return _untrue(evidence, run)
    return passed("The history tells the loss of every epoch.")


def _untrue(evidence: FittingEvidence, run: Run) -> Finding:
    """Why a history is not the loss of a model that stood still."""
    cause = judged(updates, evidence).diagnosis or evidence.fault
    cause = cause if cause in ECHOING else None
    if evidence.other_loss:
        slug, seen = evidence.other_loss
        return failed(seen, cause or slug)
    if len(run.reported) != run.epochs:
        return failed(
            f"The history has {len(run.reported)} entries for {run.epochs} epochs, and they are "
            "not the losses of whole epochs.",
            "wrong-shape",
        )
    single = diagnose.loss_of_last_batch(run)
    if single and not cause:
        return failed(single, "loss-of-last-batch")
    shown = ", ".join(f"{n:.3f}" for n in run.reported)
    return failed(
        "With a learning rate near 0 the model keeps a binary cross-entropy of "
        f"{run.loss_after:.3f}, but the history says {shown}.",
        cause,
    )
