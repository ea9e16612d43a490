"""Misunderstandings in a training loop, seen from what happened to the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from autograde.exam.diagnoses.outputs import sigmoid
from autograde.exam.outcome import Array, Backward, Event, Forward, Step, Value

Numbers = npt.NDArray[np.float64]

#: An array of more is no history.
MAX_ENTRIES = 100_000


@dataclass(frozen=True)
class Run:
    """One call of ``fit``.

    Attributes
    ----------
    epochs
        how many epochs were asked for; ``None`` where ``fit`` was left its default.
    losses
        what ``fit`` returned, not yet looked at.
    events
        what the model went through, in order.
    before, after
        its registered parameters.
    z_before, z_after
        its logits (N,) on the training rows.
    y
        the labels 0 and 1 (N,).
    """

    epochs: int | None
    losses: Value
    events: Sequence[Event]
    before: Mapping[str, Numbers]
    after: Mapping[str, Numbers]
    z_before: Numbers
    z_after: Numbers
    y: Numbers

    @cached_property
    def moved(self) -> bool:
        """Whether any parameter changed; without registered parameters, whether a logit did."""
        if not self.before:
            return not np.array_equal(self.z_before, self.z_after)
        return not same_parameters(self.before, self.after)

    @property
    def loss_before(self) -> float:
        """Mean binary cross-entropy on the training rows before the call."""
        return cross_entropy(self.z_before, self.y)

    @property
    def loss_after(self) -> float:
        """Mean binary cross-entropy on the training rows after the call."""
        return cross_entropy(self.z_after, self.y)

    @property
    def gain(self) -> float:
        """How much further apart the mean logits of ones and zeros are than before."""
        return separation(self.z_after, self.y) - separation(self.z_before, self.y)

    @cached_property
    def passes(self) -> list[Backward]:
        """The backward passes."""
        return [event for event in self.events if isinstance(event, Backward)]

    @cached_property
    def pass_losses(self) -> Numbers:
        """Where each backward pass started from; empty where that was not always one number."""
        found = [event.loss for event in self.passes]
        return np.array(found) if None not in found else np.zeros(0)

    @cached_property
    def steps(self) -> list[Step]:
        """The optimizer steps."""
        return [event for event in self.events if isinstance(event, Step)]

    @property
    def reached(self) -> bool:
        """Whether any gradient reached the model."""
        return any(event.reached for event in self.passes)

    @property
    def learned_from(self) -> int:
        """How many rows gradients came from, each as often as it was shown."""
        return sum(e.rows for e in self.events if isinstance(e, Forward) and e.reached)

    @property
    def called(self) -> bool:
        """Whether the model was ever asked for an output."""
        return any(isinstance(event, Forward) for event in self.events)

    @property
    def batches(self) -> int:
        """Batches in an epoch, by the backward passes; 1 where none was seen."""
        return max(1, round(len(self.passes) / (self.epochs or 1)))

    @cached_property
    def reported(self) -> list[float]:
        """The history that ``fit`` returned, as far as it is numbers."""
        value = self.losses
        if isinstance(value, Array) and value.values.ndim == 1 and len(value.values) <= MAX_ENTRIES:
            return [float(v) for v in value.values.astype(float)]
        numbers: list[float] = []
        for item in value if isinstance(value, tuple) else ():
            if isinstance(item, Array) and item.values.size == 1:
                numbers.append(float(item.values.reshape(())))
            elif isinstance(item, int | float):
                numbers.append(float(item))
        return numbers


def same_parameters(one: Mapping[str, Numbers], other: Mapping[str, Numbers]) -> bool:
    """Whether two states are equal, number by number."""
    return one.keys() == other.keys() and all(
        np.array_equal(values, other[name], equal_nan=True) for name, values in one.items()
    )


def cross_entropy(z: Numbers, y: Numbers) -> float:
    """Mean binary cross-entropy of logits ``z`` against labels ``y``: log(1 + e^z) - yz."""
    return float(np.mean(np.logaddexp(0.0, z) - y * z))


def squared_error(z: Numbers, y: Numbers) -> float:
    """Mean squared error of the probabilities that belong to logits ``z``."""
    return float(np.mean((sigmoid(z) - y) ** 2))


def with_swapped_arguments(run: Run) -> float:
    """What the cross-entropy of a run would be with labels and logits in each other's place."""
    return cross_entropy(run.y, run.z_after)


def separation(z: Numbers, y: Numbers) -> float:
    """How far the mean logit of the ones lies above that of the zeros."""
    return float(z[y == 1].mean() - z[y == 0].mean())


def unchanged(run: Run) -> list[str]:
    """The names of the parameters that are, number by number, what they were before."""
    return [
        name
        for name, values in run.before.items()
        if values.size and name in run.after and np.array_equal(values, run.after[name])
    ]


def untrained(names: Sequence[str]) -> str:
    """What a student reads where some of the parameters stay as they are."""
    told = " and ".join(f"`{name}`" for name in names[:2])
    return (
        f"After `fit` the numbers in {told} are what they were before, though the outputs depend "
        "on them: give the optimizer all of `model.parameters()`, and let the gradient reach them."
    )


def model_recreated(run: Run) -> str | None:
    """Another model than the given one is trained."""
    if not run.moved and not run.called and not run.reached and (run.passes or run.steps):
        return "`fit` never called the model that it was given: it trains a model of its own."
    return None


def stale_optimizer(run: Run) -> str | None:
    """The optimizer holds the parameters of another model."""
    if not run.moved and run.steps and not any(step.owns for step in run.steps):
        return (
            f"The optimizer stepped {len(run.steps)} times, but none of the parameters it holds "
            "belongs to the model that `fit` was given."
        )
    return None


def softmax_over_one_output(run: Run) -> str | None:
    """A cross-entropy over a single class is always 0."""
    if not run.moved and len(run.pass_losses) and not run.pass_losses.any():
        return (
            f"All {len(run.passes)} losses were exactly 0: that is the cross-entropy of a softmax "
            "over one output, which is always 1."
        )
    return None


def gradient_detached(run: Run) -> str | None:
    """The loss no longer hangs on the model's parameters when ``backward`` is called."""
    if not run.moved and run.passes and not run.reached:
        return (
            f"{len(run.passes)} backward passes were made, but no gradient other than 0 ever "
            "reached the model's parameters."
        )
    return None


def no_optimizer_step(run: Run) -> str | None:
    """Gradients are computed, and nothing is done with them."""
    if not run.moved and run.reached and not run.steps:
        return (
            f"{len(run.passes)} backward passes brought gradients, but no optimizer stepped "
            "and no parameter changed."
        )
    return None


def step_before_backward(run: Run) -> str | None:
    """A step is taken while there is no gradient yet."""
    own = [step for step in run.steps if step.owns]
    empty = sum(not step.has_gradient for step in own)
    if not own or (run.passes and not run.reached):
        return None
    if not run.passes and empty == len(own):
        return (
            f"{empty} of {len(own)} optimizer steps found no gradient to step with, and no "
            "backward pass was seen: is `backward()` called before each, with its parentheses?"
        )
    first = next(e for e in run.events if isinstance(e, Step | Backward))
    if isinstance(first, Step) or empty == len(own):
        return f"{empty} of {len(own)} optimizer steps found no gradient to step with."
    return None


def no_zero_grad(run: Run) -> str | None:
    """An older gradient still lies in ``.grad`` when the next one comes."""
    stale = sum(event.stale for event in run.passes)
    if len(run.passes) > 1 and stale > 0.2 * len(run.passes):
        return (
            f"In {stale} of {len(run.passes)} backward passes the new gradient was added to one "
            "that an earlier step had already used."
        )
    return None


def gradients_unused(run: Run) -> str | None:
    """Gradients are computed and taken away again before a step."""
    lost = sum(event.after_unused for event in run.passes)
    if run.moved and lost > 0.3 * len(run.passes):
        return (
            f"{lost} of {len(run.passes)} backward passes found the gradients before them taken "
            "away, and no step had used them: `step()` belongs behind every `backward()`, inside "
            "the loop over the batches."
        )
    return None


def one_step_an_epoch(run: Run) -> str | None:
    """Gradients of all batches of an epoch are gathered for a single step."""
    steps, epochs = sum(step.owns for step in run.steps), run.epochs or 1
    shown = sum(isinstance(event, Forward) and event.reached for event in run.events)
    turns = [event for event in run.events if isinstance(event, Step | Backward)]
    # Whoever steps after so many batches may have some left at the end of an epoch.
    if not 0 < steps <= epochs or max(len(run.passes), shown) < 3 * epochs:
        return None
    if not isinstance(turns[-1], Step):
        return None
    return (
        f"In {epochs} epochs gradients came from {shown or len(run.passes)} batches, but there "
        f"were only {steps} optimizer steps: is `step()` inside the loop over the batches?"
    )


def rows_left_out(run: Run) -> str | None:
    """In each epoch gradients come from few of the rows, whether the others are shown or not."""
    epochs = min(run.epochs or 1, len(run.reported) or run.epochs or 1)
    each = run.learned_from / epochs
    shown = sum(event.rows for event in run.events if isinstance(event, Forward)) / epochs
    if not 0 < each <= len(run.y) / 2:
        return None
    asked = sum(isinstance(event, Forward) and event.reached for event in run.events)
    if 2 * asked < len(run.passes):
        times = "once" if asked == 1 else f"{asked} times"
        return (
            f"For {len(run.passes)} backward passes the model was asked {times}: its outputs have "
            "to be computed anew before each, inside the loop."
        )
    seen = f"In each epoch gradients came from {each:g} of {len(run.y)} rows"
    if shown >= len(run.y):
        return f"{seen}: are `backward()` and `step()` inside the loop over the batches?"
    return f"{seen}, and the model saw hardly any of the others: an epoch goes through all rows."


def indented_too_far(run: Run) -> str:
    """A sentence where a history has one entry because a line stands inside the epochs' loop."""
    epochs = run.epochs or 1
    if len(run.reported) != 1 or epochs < 2 or not run.learned_from:
        return ""
    if run.learned_from <= len(run.y):
        return " `fit` ended after the first epoch: does `return` stand inside the loop?"
    if run.learned_from >= (epochs - 1) * len(run.y):
        losses = run.pass_losses
        if len(losses) and len(losses) % epochs == 0:
            first, *_, last = losses.reshape(epochs, -1).mean(axis=1)
            if abs(run.reported[0] - first) < abs(run.reported[0] - last):
                return " It trained to the end: only some of the epochs are written down."
        return " It trained to the end: is the list made anew inside the loop?"
    return ""


def label_blind(run: Run, swapped: Run) -> str | None:
    """Training on the opposite labels leads to the same model."""
    way, other_way = (separation(one.z_after - one.z_before, run.y) for one in (run, swapped))
    if way > 0 > other_way:  # slowly, but each towards its labels
        return None
    if abs(separation(run.z_after, run.y) - separation(swapped.z_after, run.y)) < 0.05:
        return "Training with all labels swapped leads to the same model."
    return None


def broadcast_loss(run: Run, reported: float) -> str | None:
    """The reported loss is the mean over all pairs of a row and a label of the same batch."""
    z, y = run.z_after, run.y
    own = 1 / max(len(y) / run.batches, 1)  # share of the pairs in which a row meets its own label
    tolerance = 5e-3 if run.batches == 1 else 3e-2
    for true, pairs in (
        (cross_entropy(z, y), cross_entropy(z[:, None], y[None, :])),
        (squared_error(z, y), squared_error(z[:, None], y[None, :])),
    ):
        expected = pairs if run.batches == 1 else own * true + (1 - own) * pairs
        if np.isclose(reported, expected, rtol=tolerance):
            return (
                f"The reported loss {reported:.3f} is the mean over all pairs of a row and a "
                f"label; of every row with its own label it is {run.loss_after:.3f}."
            )
    return None


def double_sigmoid_loss(run: Run, reported: float) -> str | None:
    """The loss applies a sigmoid to what already is a probability."""
    if np.isclose(reported, cross_entropy(sigmoid(run.z_after), run.y), rtol=5e-3):
        return (
            f"The reported loss {reported:.3f} is that of a sigmoid applied twice; with such a "
            "loss 0.31 is the least that can be reached."
        )
    return None


def swapped_loss(run: Run, reported: float) -> str | None:
    """The labels are taken for the logits, and the logits for the labels."""
    if np.isclose(reported, with_swapped_arguments(run), rtol=5e-3):
        return (
            f"The reported loss {reported:.3f} is that of labels and logits in each other's place: "
            "the loss takes the logits first, then the labels."
        )
    return None


def softmax_over_rows_loss(run: Run, reported: float) -> str | None:
    """Logits (N,) and labels (N,) are taken for those of one row with N classes."""
    own = -float(run.y @ (run.z_after - np.logaddexp.reduce(run.z_after)))
    if run.batches == 1 and np.isclose(reported, own, rtol=5e-3):
        return (
            f"The reported loss {reported:.1f} is that of a softmax over the rows: "
            "`CrossEntropyLoss` takes (N,) logits for those of a single row with N classes."
        )
    return None


def loss_of_last_batch(run: Run) -> str | None:
    """The loss of one batch stands for the epoch, maybe multiplied by a number of rows."""
    told, losses = np.array(run.reported), run.pass_losses
    if run.batches < 2 or not (told > 0).all() or (told > 50 * run.loss_after).any():
        return None
    if len(losses) == len(told) * run.batches:  # of very many batches not all were seen
        each = losses.reshape(len(told), -1)
        rows, batches = len(run.y), run.batches
        factors = (*scales(rows, batches).values(), 1 / batches, batches / rows, 1 / rows)
        if not any(
            np.allclose(told, factor * column, rtol=2e-3)
            for column in (each[:, 0], each[:, -1])
            for factor in factors
        ):
            return None
    shown = ", ".join(f"{n:.3f}" for n in run.reported[:4])
    return (
        f"With a learning rate near 0 the loss of every epoch is {run.loss_after:.3f}, but the "
        f"history says {shown}: the loss of a single one of {run.batches} batches."
    )


def never_reset(run: Run) -> str | None:
    """A sum that goes on from one epoch to the next."""
    told = np.array(run.reported)
    if len(told) > 2 and told[0] > 0:
        times = told / told[0]
        if np.allclose(times, np.arange(1, len(told) + 1), rtol=0.05):
            shown = ", ".join(f"{n:.3f}" for n in told[:4])
            return (
                "With a learning rate near 0 every epoch has the same loss, but the history grows: "
                f"{shown}. What is added up is not set back to 0 before an epoch."
            )
    return None


def divided_twice(run: Run) -> str | None:
    """The means of the batches are divided by the number of rows."""
    told, mean = np.array(run.reported), run.loss_after * run.batches / len(run.y)
    if len(told) and np.allclose(told, mean, rtol=0.05):
        return (
            f"With a learning rate near 0 the loss of every epoch is {run.loss_after:.3f}, but the "
            f"history says {told[0]:.4f}: the loss of a batch is a mean already, and was divided "
            "by a number of rows once more."
        )
    return None


def never_forgets(run: Run) -> str | None:
    """Every number of the history is the mean over all epochs so far."""
    told, losses = np.array(run.reported), run.pass_losses
    if len(told) < 3 or not len(losses) or len(losses) % len(told):
        return None
    each = losses.reshape(len(told), -1).mean(axis=1)
    so_far = np.cumsum(each) / np.arange(1, len(told) + 1)
    one, other = (told / np.where(mean == 0, np.inf, mean) for mean in (so_far, each))
    if np.ptp(one) < 0.01 * one.max() and np.ptp(other) > 0.1 * other.max():
        return (
            f"The last number of the history is {told[-1]:.3f}, that of the last epoch alone "
            f"{each[-1] * one[-1]:.3f}: each is the mean over all epochs so far. What is averaged "
            "has to start anew in every epoch."
        )
    return None


def of_other_rows(run: Run) -> str | None:
    """A history that is the loss neither of what gradients come from, nor of all rows.

    Asked of a model that stood still, with all rows of an epoch in one batch.
    """
    told, passes = np.array(run.reported), run.pass_losses
    if not len(told) or len(passes) != len(told) or not np.isfinite(told).all():
        return None
    factors = [*scales(len(run.y), 1).values()]
    known = np.outer(factors, [run.loss_before, run.loss_after, passes.mean()])
    off = abs(told.mean() - known)
    rounded = 5.1e-3 if np.allclose(told, told.round(2), rtol=0, atol=1e-9) else 0.0
    if (off <= 0.01 * known + rounded).any() or not (off < 0.3 * known).any():
        return None
    return (
        f"The model stands still, and gradients come from a loss of {passes.mean():.3f}; that of "
        f"all rows is {run.loss_after:.3f}. The history says {told.mean():.3f}: is it the loss of "
        "rows that were kept apart?"
    )


def another_loss(run: Run) -> str | None:
    """A true history of what the model is trained by, which is no cross-entropy of its logits."""
    told, losses = np.array(run.reported), run.pass_losses
    if not len(told) or len(losses) != len(told) * run.batches or not (losses > 0).all():
        return None
    trained_by = float(losses.mean())
    if abs(trained_by / run.loss_after - 1) < 0.1:  # the same of other rows, perhaps
        return None
    each = losses.reshape(len(told), -1).mean(axis=1)
    if not any(
        np.allclose(told, scale * each, rtol=0.01)
        for scale in scales(len(run.y), run.batches).values()
    ):
        return None
    return (
        f"The history tells what `backward()` starts from, {trained_by:.3f}; the binary "
        f"cross-entropy of the logits is {run.loss_after:.3f}: `fit` minimises another loss."
    )


def minus_missing(run: Run) -> str | None:
    """The loss has the other sign."""
    told = np.array(run.reported)
    if len(told) and np.allclose(told, -run.loss_after, rtol=0.05):
        return (
            f"The history says {told[0]:.3f}, the binary cross-entropy is {run.loss_after:.3f}: "
            "the minus in front of the logarithms is missing."
        )
    return None


def scales(rows: int, batches: int) -> dict[str, float]:
    """What a history may count in: how many times the mean loss of a row it shows."""
    return {
        "mean": 1.0,
        "sum over batches": batches,
        "sum over rows": rows,
        "sum within a batch": rows / batches,
    }


def counted_in(run: Run, tolerance: float) -> str | None:
    """In which of the ``scales`` a history tells the loss of a model that stood still."""
    ratios = np.array(run.reported) / max(run.loss_after, 1e-9)
    if not len(ratios) or not np.isfinite(ratios).all():
        return None
    for name, scale in scales(len(run.y), run.batches).items():
        if (abs(ratios / scale - 1) < tolerance).all():
            return name
    return None


def counted_at_an_end(run: Run) -> str | None:
    """The same for a model that moved all the same: by the first of the losses, or the last."""
    if not run.reported:
        return None
    ends = (run.reported[0], run.loss_before), (run.reported[-1], run.loss_after)
    for name, scale in scales(len(run.y), run.batches).items():
        if any(abs(told / scale - loss) < 0.25 * loss + 0.01 for told, loss in ends):
            return name
    return None


#: Causes of a model that did not change, the nearest first.
NOTHING_LEARNED: tuple[tuple[str, Callable[[Run], str | None]], ...] = (
    ("model-recreated-each-epoch", model_recreated),
    ("stale-optimizer", stale_optimizer),
    ("softmax-over-one-output", softmax_over_one_output),
    ("gradient-detached", gradient_detached),
    ("no-optimizer-step", no_optimizer_step),
)
WRONG_LOSS: tuple[tuple[str | None, Callable[[Run, float], str | None]], ...] = (
    (None, swapped_loss),
    ("double-sigmoid", double_sigmoid_loss),
    ("shape-broadcast", broadcast_loss),
    ("softmax-over-one-output", softmax_over_rows_loss),
)
WRONG_GRADIENT: tuple[tuple[str, Callable[[Run], str | None]], ...] = (
    ("step-before-backward", step_before_backward),
    ("no-zero-grad", no_zero_grad),
)


def nothing_learned(run: Run) -> tuple[str, str] | None:
    """Slug and evidence where the model did not change, the nearest cause."""
    if run.moved:
        return None
    tests = (*NOTHING_LEARNED, *WRONG_GRADIENT[:1])
    seen = ((slug, test(run)) for slug, test in tests)
    return next(((slug, told) for slug, told in seen if told), None)
