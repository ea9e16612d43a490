"""The checks of the practice cells in ``lecture/12_loss_curve_clinic``."""

from __future__ import annotations

from functools import partial

import numpy as np

from autograde.exam import Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, described
from autograde.exam.outcome import Array, Value
from autograde.student.practice import Answers, Case, agrees, first_slip, float32, shapes

NAMES = ("diverges", "flat", "overfits", "too slow", "healthy")
EPOCHS = 30


def draw_equal(rng: np.random.Generator) -> tuple[Case, ...]:
    """Classes that are equally frequent: 2, 3 and more of them."""

    def case(classes: int) -> Case:
        counts = np.full(classes, rng.integers(10, 100), dtype=np.int64)
        return Case((counts,), np.array(np.log(classes)))

    return case(2), case(3), case(int(rng.integers(5, 12)))


def draw_unequal(rng: np.random.Generator) -> tuple[Case, ...]:
    """Classes of which one is far more frequent than the others."""

    def case(classes: int) -> Case:
        counts = rng.integers(5, 40, size=classes, dtype=np.int64)
        counts[rng.integers(classes)] = 200
        return Case((counts,), np.array(_entropy(counts / counts.sum())))

    return case(2), case(4)


def _entropy(shares: FloatArray) -> float:
    return float(-(shares * np.log(shares)).sum())


def guess_shape(answers: Answers) -> Finding:
    """The loss is one number: a tensor of shape ()."""
    return shapes(answers)


def guess_dtype(answers: Answers) -> Finding:
    """The loss is a 32-bit float."""
    return float32(answers)


def guess_equal(answers: Answers) -> Finding:
    """With K equally frequent classes the loss is log K."""
    for case, loss in answers.shaped:
        if not agrees(loss, case.wanted):
            return failed(_guess_slip(case, loss))
    return passed("0.693 for two classes, 1.099 for three.")


def guess_unequal(answers: Answers) -> Finding:
    """With unequal shares every class counts by its share, and the loss is smaller."""
    for case, loss in answers.shaped:
        if not agrees(loss, case.wanted):
            return failed(_guess_slip(case, loss))
    return passed("The more unequal the shares, the smaller the loss of a guess.")


def _guess_slip(case: Case, loss: FloatArray) -> str:
    (counts,) = case.inputs
    frequency = counts / counts.sum()
    said = f"For the counts {counts.tolist()} you returned {float(loss):.4g}: "
    if agrees(loss, -case.wanted):
        return f"{said}the sign is missing. The logarithm of a share is negative, a loss is not."
    if agrees(loss, case.wanted / np.log(2)):
        return f"{said}that is the logarithm to the base 2. Losses use the natural one."
    if agrees(loss, np.log(len(counts))):
        return f"{said}that is log {len(counts)}, as if the classes were equally frequent."
    if agrees(loss, -np.log(frequency).mean()):
        return f"{said}every class counted alike. The frequent one is met more often."
    return f"{said}{float(case.wanted):.4g} was expected."


def draw_noisy(rng: np.random.Generator) -> tuple[Case, ...]:
    """Jagged lists of losses with a window: narrow, wide, of 1, and longer than the list."""

    def case(count: int, window: int) -> Case:
        losses = [float(v) for v in rng.uniform(0.2, 2.0, size=count).round(3)]
        return Case((losses, window), _trailing(losses, window))

    return case(12, 3), case(9, 5), case(4, 1), case(3, 8)


def _trailing(losses: list[float], window: int) -> FloatArray:
    ends = range(1, len(losses) + 1)
    return np.array([np.mean(losses[max(0, end - window) : end]) for end in ends])


def _numbers(value: Value, what: str) -> FloatArray:
    """A list of numbers that came back, as an array of one axis."""
    if isinstance(value, Array) and value.values.ndim == 1:
        return value.values.astype(np.float64)
    items = value if isinstance(value, tuple) else ()
    plain = [v.values.item() if isinstance(v, Array) and v.values.size == 1 else v for v in items]
    numbers = [float(v) for v in plain if isinstance(v, int | float)]
    if not isinstance(value, tuple) or len(numbers) < len(items):
        stop(f"{what} is {described(value)}, not a list of numbers.", "wrong-dtype")
    return np.array(numbers)


def _smoothed(answers: Answers) -> list[tuple[Case, FloatArray]]:
    found = []
    for case, value in zip(answers.cases, answers.values, strict=True):
        values = _numbers(value, "What `smooth` returns")
        (losses, window), wanted = case.inputs, len(case.wanted)
        if len(values) != wanted:
            stop(
                f"{len(losses)} losses with window={window} came back as {len(values)}. The first "
                "ones have fewer losses before them: take the mean of those there are.",
                "wrong-shape",
            )
        found.append((case, values))
    return found


def smooth_length(answers: Answers) -> Finding:
    """As many values come back as there were losses."""
    return passed(f"{len(_smoothed(answers)[0][1])} losses in, as many out.")


def smooth_values(answers: Answers) -> Finding:
    """Each value is the mean of the last `window` losses up to its place, or of those there are."""
    for case, values in _smoothed(answers):
        losses, window = case.inputs
        if agrees(values, case.wanted):
            continue
        full = slice(window - 1, None)
        if window <= len(losses) and agrees(values[full], case.wanted[full]):
            return failed(
                f"From place {window - 1} on the values are right. Before that there are fewer "
                f"than {window} losses: divide by how many there are."
            )
        if agrees(values, _trailing(losses[::-1], window)[::-1]):
            return failed("Your window looks ahead: a value may use no loss that came after it.")
        if agrees(values, _trailing(losses, window + 1)):
            return failed(f"Your window holds {window + 1} losses where {window} were asked for.")
        return failed(f"With window={window}: {first_slip(values, case.wanted)}")
    return passed("The noise is averaged away, and no value knows what comes later.")


def _bowl(rng: np.random.Generator, epochs: int, top: float, bottom: float) -> list[float]:
    """Losses that fall from ``top`` to ``bottom``, never twice the same."""
    steps = np.sort(rng.uniform(bottom, top, size=epochs))[::-1]
    return [float(v) for v in steps[:-1]] + [bottom]


def _rise(rng: np.random.Generator, epochs: int, above: float) -> list[float]:
    return [float(v) for v in above + 0.01 + rng.uniform(0.0, 0.2, size=epochs)]


def draw_turns(rng: np.random.Generator) -> tuple[Case, ...]:
    """Validation losses that fall and then rise to the end."""

    def case(patience: int) -> Case:
        down = _bowl(rng, int(rng.integers(5, 12)), 1.1, 0.4)
        return Case((down + _rise(rng, 2 * patience, 0.4), patience), np.array(len(down) - 1))

    return case(3), case(6)


def draw_bumps(rng: np.random.Generator) -> tuple[Case, ...]:
    """Losses with two bumps, each a little too short to end the training."""

    def case(patience: int) -> Case:
        first, second = _bowl(rng, 5, 1.1, 0.7), _bowl(rng, 4, 0.69, 0.5)
        losses = first + _rise(rng, patience - 1, 0.7)
        losses += second + _rise(rng, patience - 1, 0.5) + [0.45]
        return Case(([*losses, 0.46], patience), np.array(len(losses) - 1))

    return case(3), case(5)


def draw_late(rng: np.random.Generator) -> tuple[Case, ...]:
    """Losses with a lower one that comes after the training has ended."""

    def case(patience: int) -> Case:
        down = _bowl(rng, int(rng.integers(4, 9)), 1.1, 0.6)
        later = [*_rise(rng, patience, 0.6), 0.2, 0.1]
        return Case((down + later, patience), np.array(len(down) - 1))

    return case(2), case(4)


def draw_ends(rng: np.random.Generator) -> tuple[Case, ...]:
    """Losses that fall to the very end, and losses that stay where they are."""
    falling = _bowl(rng, 8, 1.1, 0.3)
    return Case((falling, 3), np.array(7)), Case(([0.5] * 6, 3), np.array(0))


def _epochs(answers: Answers) -> list[tuple[Case, int]]:
    """The cases, each with the epoch that came back."""
    found = []
    for case, value in zip(answers.cases, answers.values, strict=True):
        if isinstance(value, Array) and value.values.size == 1:
            value = value.values.item()
        if isinstance(value, bool) or not isinstance(value, int):
            stop(f"`best_epoch` returns {described(value)}, not a whole number.", "wrong-dtype")
        found.append((case, value))
    return found


def _kept(answers: Answers) -> None:
    """End the criterion when another epoch was kept than the one that is right."""
    for case, epoch in _epochs(answers):
        losses, patience = case.inputs
        wanted = int(case.wanted)
        if epoch == wanted:
            continue
        rounded = ", ".join(f"{loss:.2f}" for loss in losses)
        said = f"With patience={patience} and the losses {rounded} you kept epoch {epoch}"
        if epoch == wanted + 1:
            stop(f"{said}, not {wanted}. The first epoch has the number 0.")
        if epoch == int(np.argmin(losses)):
            stop(f"{said}, the lowest of all. The training had ended before that one.")
        if epoch == min(wanted + patience, len(losses) - 1):
            stop(f"{said}: that is where the training ends. The best one came before it.")
        if epoch < wanted and losses[epoch + 1] >= losses[epoch]:
            stop(
                f"{said}. The epochs without a new lowest loss are counted anew after each new "
                f"lowest one, and only {patience} in a row end the training."
            )
        stop(f"{said}; {wanted} was expected.")


def epoch_turns(answers: Answers) -> Finding:
    """When the loss falls and then rises for good, the epoch at the turn is kept."""
    _kept(answers)
    return passed("The lowest epoch was kept, not the one where the training ended.")


def epoch_bumps(answers: Answers) -> Finding:
    """A bump that is shorter than the patience does not end the training."""
    _kept(answers)
    return passed("Short bumps were waited out, two of them in one run.")


def epoch_late(answers: Answers) -> Finding:
    """What would have come after the end of the training is not looked at."""
    _kept(answers)
    return passed("A lower loss after the end was left alone: nobody would have seen it.")


def epoch_ends(answers: Answers) -> Finding:
    """A loss that falls to the end keeps the last epoch; one that never moves, the first."""
    _kept(answers)
    return passed("Falling to the end and never moving are both right.")


def _case(rng: np.random.Generator, training: FloatArray, validation: FloatArray) -> Case:
    """A pair of curves with a little noise on both."""

    def jagged(curve: FloatArray) -> list[float]:
        noise = rng.normal(1.0, 0.004, size=len(curve))
        return [float(loss) for loss in curve * noise]

    return Case((jagged(training), jagged(validation)), np.array(0.0))


def _start(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.8, 2.4))


def _falling(rng: np.random.Generator, low: float = 0.1) -> FloatArray:
    """A curve that has long reached its floor: ``low`` of where it started."""
    speed = rng.uniform(6.0, 10.0)
    fall: FloatArray = low + (1 - low) * np.exp(-speed * np.linspace(0, 1, EPOCHS))
    return fall


def draw_diverging(rng: np.random.Generator) -> tuple[Case, ...]:
    """Losses that climb, and losses that are no number any more."""
    climbing = _start(rng) * np.linspace(1, rng.uniform(3, 9), EPOCHS)
    broken = climbing.copy()
    broken[EPOCHS // 2 :] = np.nan
    return _case(rng, climbing, 1.1 * climbing), _case(rng, broken, 1.1 * broken)


def draw_flat(rng: np.random.Generator) -> tuple[Case, ...]:
    """Losses that stay where they start."""
    flat = np.full(EPOCHS, _start(rng))
    return _case(rng, flat, flat), _case(rng, flat * np.linspace(1, 0.98, EPOCHS), flat)


def draw_overfitting(rng: np.random.Generator) -> tuple[Case, ...]:
    """A validation loss that turns, early or late, while the training loss falls."""

    def case(turn: float) -> Case:
        start, time = _start(rng), np.linspace(0, 1, EPOCHS)
        rise = rng.uniform(0.5, 1.2) * np.clip(time - turn, 0, None)
        return _case(rng, start * _falling(rng, 0.02), start * (_falling(rng, 0.4) + rise))

    return case(0.2), case(0.5)


def draw_slow(rng: np.random.Generator) -> tuple[Case, ...]:
    """Losses that fall in an almost straight line to the last epoch."""

    def case() -> Case:
        line = _start(rng) * np.linspace(1, rng.uniform(0.2, 0.4), EPOCHS)
        return _case(rng, line, 1.05 * line)

    return case(), case()


def draw_healthy(rng: np.random.Generator) -> tuple[Case, ...]:
    """Losses that fall and level out, validation a little above training."""

    def case(gap: float) -> Case:
        start, fall = _start(rng), _falling(rng)
        return _case(rng, start * fall, start * (fall + gap))

    return case(0.02), case(0.15)


def _called(answers: Answers, wanted: str) -> Finding:
    """Whether every case was given the name ``wanted``."""
    for case, name in zip(answers.cases, answers.values, strict=True):
        if not isinstance(name, str):
            return failed(
                f"`diagnose` returns {described(name)}, not one of the names.", "wrong-dtype"
            )
        if name not in NAMES:
            return failed(f'You returned "{name}"; the names are {", ".join(NAMES)}.')
        if name != wanted:
            told = " and ".join(
                f"a {kind} loss of {curve[0]:.2f} at first, {np.min(curve):.2f} at its lowest and "
                f"{curve[-1]:.2f} at the end"
                for kind, curve in zip(("training", "validation"), case.inputs, strict=True)
            )
            return failed(f'You called "{name}": {told}.')
    return passed(f'Both such patients were called "{wanted}".')


def named_diverges(answers: Answers) -> Finding:
    """A training loss that climbs, or is no number any more, is called "diverges"."""
    return _called(answers, "diverges")


def named_flat(answers: Answers) -> Finding:
    """A training loss that does not move is called "flat"."""
    return _called(answers, "flat")


def named_overfits(answers: Answers) -> Finding:
    """A validation loss that turns upwards is called "overfits"."""
    return _called(answers, "overfits")


def named_slow(answers: Answers) -> Finding:
    """A training loss that falls to the last epoch is called "too slow"."""
    return _called(answers, "too slow")


def named_healthy(answers: Answers) -> Finding:
    """Curves that fall, level out and stay together are called "healthy"."""
    return _called(answers, "healthy")


EXAM = Exam(
    parts=(
        Part(
            partial(Answers, "guess_loss", draw_equal),
            {
                "guess_loss/shape": guess_shape,
                "guess_loss/dtype": guess_dtype,
                "guess_loss/equal": guess_equal,
            },
        ),
        Part(
            partial(Answers, "guess_loss", draw_unequal),
            {"guess_loss/unequal": guess_unequal},
        ),
        Part(
            partial(Answers, "smooth", draw_noisy),
            {"smooth/length": smooth_length, "smooth/values": smooth_values},
        ),
        Part(partial(Answers, "best_epoch", draw_turns), {"best_epoch/turn": epoch_turns}),
        Part(partial(Answers, "best_epoch", draw_bumps), {"best_epoch/bumps": epoch_bumps}),
        Part(partial(Answers, "best_epoch", draw_late), {"best_epoch/late": epoch_late}),
        Part(partial(Answers, "best_epoch", draw_ends), {"best_epoch/ends": epoch_ends}),
        Part(partial(Answers, "diagnose", draw_diverging), {"diagnose/diverges": named_diverges}),
        Part(partial(Answers, "diagnose", draw_flat), {"diagnose/flat": named_flat}),
        Part(partial(Answers, "diagnose", draw_overfitting), {"diagnose/overfits": named_overfits}),
        Part(partial(Answers, "diagnose", draw_slow), {"diagnose/slow": named_slow}),
        Part(partial(Answers, "diagnose", draw_healthy), {"diagnose/healthy": named_healthy}),
    )
)
