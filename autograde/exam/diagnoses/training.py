"""Misunderstandings in a training loop, seen from what happened to the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from autograde.exam.outcome import Backward, Event, Forward, Step, Value

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """One call of ``fit``.

    Attributes
    ----------
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

    losses: Value
    events: Sequence[Event]
    before: Mapping[str, Numbers]
    after: Mapping[str, Numbers]
    z_before: Numbers
    z_after: Numbers
    y: Numbers

    @cached_property
    def moved(self) -> bool:
        """Whether any parameter changed."""
        return any(
            name not in self.after or not np.array_equal(values, self.after[name], equal_nan=True)
            for name, values in self.before.items()
        )

    @property
    def loss_before(self) -> float:
        """Mean binary cross-entropy on the training rows before the call."""
        return cross_entropy(self.z_before, self.y)

    @property
    def loss_after(self) -> float:
        """Mean binary cross-entropy on the training rows after the call."""
        return cross_entropy(self.z_after, self.y)

    def count(self, kind: type[Forward] | type[Backward] | type[Step]) -> int:
        """How many events of one kind were seen."""
        return sum(isinstance(event, kind) for event in self.events)

    @property
    def steps(self) -> list[Step]:
        """The optimizer steps."""
        return [event for event in self.events if isinstance(event, Step)]


def cross_entropy(z: Numbers, y: Numbers) -> float:
    """Mean binary cross-entropy of logits ``z`` (N,) against labels ``y`` (N,): log(1 + e^z) - yz."""
    return float(np.mean(np.logaddexp(0.0, z) - y * z))


def gradient_detached(run: Run) -> str | None:
    """The loss no longer hangs on the model's parameters when ``backward`` is called."""
    if run.moved or not run.before or run.count(Backward) or not run.count(Forward):
        return None
    if any(step.owns for step in run.steps):
        return (
            f"The optimizer stepped {len(run.steps)} times, but no gradient ever reached the "
            "model's parameters."
        )
    return None


def no_optimizer_step(run: Run) -> str | None:
    """Gradients are computed, and nothing is done with them."""
    if not run.moved and run.count(Backward) and not run.steps:
        return (
            f"{run.count(Backward)} backward passes brought gradients, but no optimizer stepped "
            "and no parameter changed."
        )
    return None


def stale_optimizer(run: Run) -> str | None:
    """The optimizer holds the parameters of another model."""
    if not run.moved and run.steps and not any(step.owns for step in run.steps):
        return (
            f"The optimizer stepped {len(run.steps)} times, but none of the parameters it holds "
            "belongs to the model that `fit` was given."
        )
    return None


def model_recreated(run: Run) -> str | None:
    """Another model than the given one is trained."""
    if not run.moved and run.before and run.steps and not run.count(Forward):
        return "`fit` never called the model it was given: it trains a model of its own."
    return None


def step_before_backward(run: Run) -> str | None:
    """A step is taken while there is no gradient yet."""
    own = [step for step in run.steps if step.owns]
    empty = sum(not step.has_gradient for step in own)
    if not own or not run.count(Backward):
        return None
    first = next(e for e in run.events if isinstance(e, Step | Backward))
    if isinstance(first, Step) or (empty and not run.moved):
        return f"{empty} of {len(own)} optimizer steps found no gradient to step with."
    return None


def no_zero_grad(run: Run) -> str | None:
    """An older gradient still lies in ``.grad`` when the next one comes."""
    stale = sum(isinstance(e, Backward) and e.stale for e in run.events)
    total = run.count(Backward)
    if total > 1 and stale > 0.2 * total:
        return f"In {stale} of {total} backward passes the new gradient was added to an older one."
    return None


def learning_rate_too_large(run: Run) -> str | None:
    """The loss climbs, swings or is no number any more."""
    values = np.array([v for v in _numbers(run.losses)])
    if not np.isfinite(run.z_after).all() or (len(values) and not np.isfinite(values).all()):
        return "numbers became infinite on the way"
    if run.loss_after > 1.5 * run.loss_before and np.abs(run.z_after).max() > 20:
        return f"the logits grew to {np.abs(run.z_after).max():.0f}"
    return None


def shape_broadcast(run: Run) -> str | None:
    """(N, 1) against (N,): every row is compared with every label."""
    reported = _numbers(run.losses)
    if not reported or not np.isfinite(reported[-1]) or not run.moved:
        return None
    p = 1 / (1 + np.exp(-np.clip(run.z_after, -50, 50)))
    # Against every label at once the best answer is the mean label, the same for every row.
    if np.ptp(p) < 0.1 and abs(p.mean() - run.y.mean()) < 0.1:
        return (
            f"After training every row got a probability near {p.mean():.2f}, the mean of all "
            "labels: each row was compared with all labels, not with its own."
        )
    return None


def broadcast_loss(run: Run, reported: Sequence[float]) -> str | None:
    """The reported loss is the mean over all pairs of a row and a label."""
    pairs = cross_entropy(run.z_before[:, None], run.y[None, :])
    if _near(reported, pairs) and not _near(reported, run.loss_before):
        return (
            f"The reported loss {reported[0]:.3f} is the mean over all {len(run.y)}² pairs of a "
            f"row and a label; over the {len(run.y)} rows it is {run.loss_before:.3f}."
        )
    return None


def double_sigmoid_loss(run: Run, reported: Sequence[float]) -> str | None:
    """The loss applies a sigmoid to what already is a probability."""
    p = 1 / (1 + np.exp(-run.z_before))
    inside = run.z_before.min() >= 0 and run.z_before.max() <= 1
    for z in (p, run.z_before) if inside else (p,):
        if _near(reported, cross_entropy(z, run.y)) and not _near(
            reported, run.loss_before if not inside else _plain(run)
        ):
            return (
                f"The reported loss {reported[0]:.3f} is that of a sigmoid applied twice; with "
                "such a loss 0.31 is the least that can be reached."
            )
    return None


def loss_of_last_batch(run: Run, reported: Sequence[float]) -> str | None:
    """The loss of one batch stands for the epoch."""
    batches = run.count(Forward) / max(len(reported), 1)
    spread = np.ptp(reported) / max(run.loss_before, 1e-9)
    if batches > 1.5 and spread > 0.02:
        return (
            "With lr=0 the loss of every epoch is the same, but the history says "
            f"{', '.join(f'{n:.3f}' for n in reported)}: the loss of a single batch."
        )
    return None


def proportional(reported: Sequence[float], loss: float, n: int) -> bool:
    """Whether a history is ``loss`` all along, as a mean, a sum over rows or over batches."""
    ratios = np.array(reported) / max(loss, 1e-9)
    return bool(np.ptp(ratios) < 0.1 * ratios.max() and 0.8 < ratios.min() <= 1.2 * n)


def _plain(run: Run) -> float:
    p = np.clip(run.z_before, 1e-6, 1 - 1e-6)
    return float(-np.mean(run.y * np.log(p) + (1 - run.y) * np.log(1 - p)))


def _near(reported: Sequence[float], value: float) -> bool:
    return bool(np.allclose(reported, value, rtol=2e-3))


def _numbers(value: Value) -> list[float]:
    return [float(v) for v in value if isinstance(v, int | float)] if isinstance(value, tuple) else []


#: Causes of a model that did not change, the nearest first.
NOTHING_LEARNED: tuple[tuple[str, Callable[[Run], str | None]], ...] = (
    ("model-recreated-each-epoch", model_recreated),
    ("stale-optimizer", stale_optimizer),
    ("gradient-detached", gradient_detached),
    ("no-optimizer-step", no_optimizer_step),
)
WRONG_GRADIENT: tuple[tuple[str, Callable[[Run], str | None]], ...] = (
    ("step-before-backward", step_before_backward),
    ("no-zero-grad", no_zero_grad),
)
WRONG_LOSS: tuple[tuple[str, Callable[[Run, Sequence[float]], str | None]], ...] = (
    ("double-sigmoid", double_sigmoid_loss),
    ("shape-broadcast", broadcast_loss),
    ("loss-of-last-batch", loss_of_last_batch),
)
