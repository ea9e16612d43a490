"""The checks of the practice cells in ``lecture/03_from_numpy_to_nn``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograde.exam import Candidate, Exam, Finding, Part, failed, passed, stop
from autograde.exam.candidate import Target
from autograde.exam.criteria.asking import FloatArray, array, described, floats, need, returned
from autograde.exam.criteria.models import parameters
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.diagnoses.training import Run
from autograde.exam.outcome import Array, Handle, Returned, Value
from autograde.student.practice import first_slip

ORDER = "a, b, c, d"


def powers(x: FloatArray) -> FloatArray:
    """The columns 1, x, x² and x³."""
    return np.stack([np.ones_like(x), x, x**2, x**3], axis=-1)


def close(values: FloatArray, wanted: FloatArray) -> bool:
    """Whether two arrays agree as well as 32-bit numbers can."""
    scale = 1e-6 + abs(wanted).max()
    return np.allclose(values / scale, wanted / scale, rtol=1e-3, atol=1e-4)


def kept(candidate: Candidate, target: str, *args: object) -> Handle:
    """What one of the notebook's own functions or classes makes, left where it is."""
    need(candidate, target)
    value = returned(candidate.new(target, *args), f"{target}(...)").value
    if not isinstance(value, Handle):
        stop(f"`{target}(...)` made no object.")
    return value


class GradientEvidence:
    """What ``gradients`` returns for a cubic that fits badly."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        candidate.dialects["gradients"] = "numpy"
        self.candidate = candidate
        self.theta = rng.normal(size=4)
        self.x = np.sort(rng.uniform(-2, 2, size=30))
        self.y = rng.normal(size=30)

    @cached_property
    def error(self) -> FloatArray:
        """Prediction minus target."""
        miss: FloatArray = powers(self.x) @ self.theta - self.y
        return miss

    @cached_property
    def wanted(self) -> FloatArray:
        """The four derivatives of the summed squares."""
        slope: FloatArray = 2 * powers(self.x).T @ self.error
        return slope

    @cached_property
    def found(self) -> FloatArray:
        """The four numbers that came back, from an array or from a tuple of numbers."""
        need(self.candidate, "gradients")
        outcome = self.candidate.call("gradients", self.theta, self.x, self.y)
        value = returned(outcome, "gradients(theta, x, y)").value
        if isinstance(value, tuple):
            value = Array(np.array([_number(item) for item in value]), "numpy.ndarray")
        return floats(value, "What `gradients` returns", (4,))


def _number(value: Value) -> float:
    if isinstance(value, Array) and value.values.shape == ():
        return float(value.values)
    if isinstance(value, bool) or not isinstance(value, int | float):
        stop(f"`gradients` returns {described(value)} among the four numbers.", "wrong-shape")
    return float(value)


def gradient_shape(evidence: GradientEvidence) -> Finding:
    """One derivative for each of the four coefficients: shape (4,)."""
    return passed(f"30 points gave {len(evidence.found)} derivatives.")


def gradient_values(evidence: GradientEvidence) -> Finding:
    """Each derivative is that of the summed squares by its own coefficient."""
    found, wanted, n = evidence.found, evidence.wanted, len(evidence.x)
    slips = (
        (wanted / 2, "Each is half of what it should be: the square brings a factor 2."),
        (-wanted, "The signs are turned round: the error is prediction minus target."),
        (wanted / n, "These are the derivatives of the mean; the sum was asked for."),
        (wanted[::-1], f"They come in the wrong order: {ORDER} was asked for."),
        (
            2 * powers(evidence.x).sum(axis=0) * evidence.error.sum(),
            "Error and power were summed each by itself: multiply them point by point, then sum.",
        ),
        (
            np.full(4, wanted[0]),
            "All four are the derivative by a: the others have x, x² and x³ as a factor.",
        ),
    )
    if close(found, wanted):
        return passed(f"All four agree, in the order {ORDER}.")
    for wrong, words in slips:
        if close(found, wrong):
            return failed(words)
    return failed(first_slip(found, wanted))


@dataclass(frozen=True)
class Taken:
    """One step: what was returned, and where the coefficients stood afterwards."""

    value: Value
    theta: FloatArray


class DescentEvidence:
    """What three calls of ``descend`` do to the same four coefficients."""

    LR = 1e-3

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.start = rng.normal(size=4).astype(np.float32)
        self.x = np.sort(rng.uniform(-1.5, 1.5, size=40)).astype(np.float32)
        self.y = rng.normal(size=40).astype(np.float32)

    @cached_property
    def taken(self) -> tuple[Taken, ...]:
        """Three steps in a row."""
        need(self.candidate, "descend")
        theta = kept(self.candidate, "leaf", self.start)
        steps = []
        for _ in range(3):
            outcome = self.candidate.call("descend", theta, self.x, self.y, self.LR)
            value = returned(outcome, "descend(theta, x, y, lr)").value
            steps.append(Taken(value, self.where(theta)))
        return tuple(steps)

    def where(self, theta: Target) -> FloatArray:
        """The numbers in a tensor that stayed in the notebook."""
        now = returned(self.candidate.call(theta, method="detach"), "theta").value
        return array(now, "`theta`").values.astype(np.float64)

    def loss(self, theta: FloatArray) -> float:
        """The summed squares."""
        X = powers(self.x.astype(np.float64))
        return float(np.square(X @ theta - self.y).sum())

    def gradient(self, theta: FloatArray) -> FloatArray:
        """Their gradient."""
        X = powers(self.x.astype(np.float64))
        slope: FloatArray = 2 * X.T @ (X @ theta - self.y)
        return slope

    def track(self, gathered: bool = False) -> list[FloatArray]:
        """Where three right steps lead; ``gathered``: where they lead if no gradient is cleared."""
        theta, old = self.start.astype(np.float64), np.zeros(4)
        places = []
        for _ in range(3):
            slope = self.gradient(theta) + (old if gathered else 0)
            theta, old = theta - self.LR * slope, slope
            places.append(theta)
        return places

    def moved(self, step: int) -> FloatArray:
        """How far the coefficients have come after so many steps."""
        return self.taken[step].theta - self.start


def descend_step(evidence: DescentEvidence) -> Finding:
    """One call moves `theta` itself by minus `lr` times the gradient."""
    moved, start = evidence.moved(0), evidence.start.astype(np.float64)
    wanted = evidence.track()[0] - start
    if close(moved, wanted):
        return passed("The first step goes where it should.")
    if not moved.any():
        return failed(
            "After the call `theta` holds the numbers it held before: change it in place, with "
            "`-=` under `torch.no_grad()`."
        )
    if close(moved, -wanted):
        return failed("The step goes uphill: the gradient is subtracted.")
    if close(moved, wanted / len(evidence.x)):
        return failed("The step is that of the mean of the squares; the sum was asked for.")
    if close(moved, wanted / evidence.LR):
        return failed("The gradient is subtracted as it is: multiply it by `lr`.")
    return failed(
        f"The step should be {np.round(wanted, 3).tolist()}; it is {np.round(moved, 3).tolist()}."
    )


def descend_fresh(evidence: DescentEvidence) -> Finding:
    """The next call starts with a gradient of its own: the old one is cleared."""
    finding = descend_step(evidence)
    if not finding.passed:
        return finding
    start = evidence.start.astype(np.float64)
    if close(evidence.moved(2), evidence.track()[2] - start):
        return passed("Three calls in a row are three right steps.")
    if close(evidence.moved(2), evidence.track(gathered=True)[2] - start):
        return failed(
            "The first step is right; the next ones use the sum of all gradients so far.",
            "no-zero-grad",
        )
    return failed("The first step is right, the third one ends elsewhere than it should.")


def descend_loss(evidence: DescentEvidence) -> Finding:
    """It returns the loss before the step, as a plain number."""
    before, after = evidence.start.astype(np.float64), evidence.taken[0].theta
    value = evidence.taken[0].value
    if isinstance(value, Array) and value.values.shape == ():
        return failed(
            "You return a tensor, and with it the whole graph stays in memory: `.item()` makes a "
            "number of it.",
            "wrong-dtype",
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return failed(f"`descend` returns {described(value)}; a number was asked for.")
    if np.isclose(value, evidence.loss(before), rtol=1e-3):
        return passed(f"The loss before the first step was {value:.2f}.")
    if np.isclose(value, evidence.loss(before) / len(evidence.x), rtol=1e-3):
        return failed("It is the mean of the squares; the sum was asked for.")
    if np.isclose(value, evidence.loss(after), rtol=1e-3):
        return failed("It is the loss after the step; the one before it was asked for.")
    return failed(f"It is {value:.4g}; the summed squares are {evidence.loss(before):.4g}.")


class ModuleEvidence:
    """A ``Polynomial3`` with random parameters, asked for its curve."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.rng = rng
        self.x = np.sort(rng.uniform(-2, 2, size=12)).astype(np.float32)

    @cached_property
    def model(self) -> Handle:
        """A fresh model."""
        need(self.candidate, "Polynomial3", "class")
        return kept(self.candidate, "Polynomial3")

    @cached_property
    def is_module(self) -> bool:
        """Whether PyTorch can call it."""
        match self.candidate.describe(self.model):
            case Returned(value=(True, *_)):
                return True
        return False

    @cached_property
    def set(self) -> FloatArray:
        """The numbers to which its parameters have been set, no two alike."""
        shapes = {name: v.shape for name, v in parameters(self.candidate, self.model).items()}
        size = sum(int(np.prod(shape)) for shape in shapes.values())
        numbers = self.rng.permutation(np.linspace(-2, 2.5, size)).astype(np.float32)
        state, rest = {}, numbers
        for name, shape in shapes.items():
            count = int(np.prod(shape))
            state[name], rest = rest[:count].reshape(shape), rest[count:]
        self.candidate.load_state(self.model, state)
        return numbers.astype(np.float64)

    @cached_property
    def curve(self) -> FloatArray:
        """What it predicts for the twelve points."""
        self.set  # noqa: B018  (the parameters are set before the model is asked)
        method = None if self.is_module else "forward"
        outcome = self.candidate.call(self.model, self.x, method=method)
        value = returned(outcome, "Polynomial3()(x)").value
        return floats(value, "The prediction for 12 points", (len(self.x),))


def module(evidence: ModuleEvidence) -> Finding:
    """`Polynomial3` is an `nn.Module` with four numbers to learn."""
    evidence.model  # noqa: B018  (where nothing is written yet, that is said first)
    if not evidence.is_module:
        return failed("`Polynomial3()` is no `nn.Module`.", "not-a-module")
    size = len(evidence.set)
    if size == 0:
        return failed("`Polynomial3().parameters()` is empty.", "no-parameters-registered")
    if size == 3:
        return failed("It has 3 parameters: the constant `a` is missing.", "no-bias")
    if size != 4:
        return failed(f"It has {size} parameters; a cubic has 4.")
    return passed("It has four parameters.")


def module_shape(evidence: ModuleEvidence) -> Finding:
    """For x of shape (N,) the prediction has the shape (N,)."""
    return passed(f"(12,) → {evidence.curve.shape}.")


def module_values(evidence: ModuleEvidence) -> Finding:
    """The prediction is a cubic in x, its coefficients are the parameters."""
    evidence.model  # noqa: B018  (where nothing is written yet, that is said first)
    X = powers(evidence.x.astype(np.float64))
    found = np.linalg.lstsq(X, evidence.curve, rcond=None)[0]
    rest = float(np.abs(X @ found - evidence.curve).max())
    if rest > 1e-3:
        return failed(
            f"No cubic runs through the 12 predictions; the best one misses them by {rest:.2g}."
        )
    if len(evidence.set) == 4 and close(np.sort(found), np.sort(evidence.set)):
        return passed("With four numbers of mine as parameters it drew the cubic they make.")
    shown = ", ".join(f"{value:.2f}" for value in found)
    return failed(
        f"The parameters were set to {np.round(evidence.set, 2).tolist()}, but the cubic that "
        f"comes out has the coefficients {shown}."
    )


class FitEvidence:
    """What ``fit`` does to a ``LinearModel`` on features drawn for this check."""

    LR = 0.05
    STEPS = 60

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.seed = int(rng.integers(2**31))
        self.X = rng.normal(size=(40, 3)).astype(np.float32)
        noise = rng.normal(scale=0.1, size=40)
        self.y = (self.X @ rng.uniform(1, 2, size=3) + 1 + noise).astype(np.float32)

    def run_with(self, lr: float) -> Run:
        """A fresh model, trained; the "logits" of the run are its predictions."""
        need(self.candidate, "fit")
        self.candidate.seed(self.seed)
        model = kept(self.candidate, "LinearModel")
        before, z_before = parameters(self.candidate, model), self.predicted(model)
        outcome = self.candidate.call(
            "fit", model, self.X, self.y, lr=lr, steps=self.STEPS, watch=model
        )
        result = returned(outcome, "fit(model, X, y, lr, steps)")
        return Run(
            epochs=self.STEPS,
            losses=result.value,
            events=result.events,
            before=before,
            after=parameters(self.candidate, model),
            z_before=z_before,
            z_after=self.predicted(model),
            y=self.y.astype(np.float64),
        )

    def predicted(self, model: Handle) -> FloatArray:
        """The model's predictions."""
        value = returned(self.candidate.call(model, self.X), "model(X)").value
        return floats(value, "`model(X)`", self.y.shape)

    @cached_property
    def run(self) -> Run:
        """The training at the usual rate."""
        return self.run_with(self.LR)

    @cached_property
    def slow(self) -> Run:
        """The same at a rate near nothing."""
        return self.run_with(1e-9)

    def error(self, predicted: FloatArray) -> float:
        """The mean squared error."""
        return float(np.square(predicted - self.y).mean())


def fit_updates(evidence: FitEvidence) -> Finding:
    """Training changes the parameters of the model it is given, and the loss falls."""
    run = evidence.run
    if not run.moved:
        for slug, test in (*diagnose.NOTHING_LEARNED, *diagnose.WRONG_GRADIENT[:1]):
            seen = test(run)
            if seen:
                return failed(seen, slug)
        return failed("After `fit` the parameters of the model are what they were before.")
    first, last = evidence.error(run.z_before), evidence.error(run.z_after)
    seen = f"In {evidence.STEPS} steps the mean squared error went from {first:.2f} to {last:.2f}."
    if not last < 0.7 * first:
        cause = next((slug for slug, test in diagnose.WRONG_GRADIENT if test(run)), None)
        return failed(seen, cause)
    if np.array_equal(run.z_after, evidence.slow.z_after):
        return failed("Two learning rates led to exactly the same model: `lr` is not used.")
    return passed(seen)


def fit_gradients(evidence: FitEvidence) -> Finding:
    """Every step uses its own gradient, and no older one."""
    run = evidence.run
    if not run.moved:
        return fit_updates(evidence)
    for slug, test in diagnose.WRONG_GRADIENT:
        seen = test(run)
        if seen:
            return failed(seen, slug)
    return passed("Each step used a fresh gradient.")


def fit_history(evidence: FitEvidence) -> Finding:
    """It returns a list with the loss before each step, as plain numbers."""
    losses, steps = evidence.run.losses, evidence.STEPS
    if not isinstance(losses, tuple):
        return failed(f"`fit` returns {described(losses)}; a list was asked for.", "wrong-shape")
    if len(losses) != steps:
        return failed(f"{steps} steps gave {len(losses)} losses.", "wrong-shape")
    if any(isinstance(loss, Array) for loss in losses):
        return failed(
            "The list holds tensors, and each keeps its graph in memory: `.item()` makes a number "
            "of it.",
            "wrong-dtype",
        )
    first, true = evidence.run.reported[:1], evidence.error(evidence.run.z_before)
    if not first or len(evidence.run.reported) != steps:
        return failed("The list holds things that are no numbers.", "wrong-dtype")
    if np.isclose(first[0], true, rtol=1e-3):
        return passed(f"{steps} losses, the first one {true:.2f}.")
    if np.isclose(first[0], true * len(evidence.y), rtol=1e-3):
        return failed("The first loss is the sum of the squares; the mean was asked for.")
    return failed(f"The first loss is {first[0]:.4g}; before the first step it was {true:.4g}.")


EXAM = Exam(
    parts=(
        Part(
            GradientEvidence,
            {"gradients/shape": gradient_shape, "gradients/values": gradient_values},
        ),
        Part(
            DescentEvidence,
            {
                "descend/step": descend_step,
                "descend/fresh": descend_fresh,
                "descend/loss": descend_loss,
            },
        ),
        Part(
            ModuleEvidence,
            {
                "Polynomial3/module": module,
                "Polynomial3/shape": module_shape,
                "Polynomial3/values": module_values,
            },
        ),
        Part(
            FitEvidence,
            {
                "fit/updates": fit_updates,
                "fit/gradients": fit_gradients,
                "fit/history": fit_history,
            },
        ),
    )
)
