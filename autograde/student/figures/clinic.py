"""The patients of ``lecture/12_loss_curve_clinic``: runs with one fault each, and their charts.

The code that trains is the notebook's own; only the faults are here. Beside each diagnosis the
notebook shows the same fault, and asks whether it makes the same curve.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD, Optimizer

from autograde.student.data import dataset
from autograde.student.figures.charts import COLOURS, chart
from autograde.student.figures.drawing import Drawing

Rows = tuple[Tensor, Tensor]
Run = dict[str, list[float]]

#: The loss and the accuracy of a guess among three classes that are equally frequent.
GUESS_LOSS, GUESS_ACCURACY = math.log(3), 1 / 3
GUESS: dict[str, Any] = {"color": "#8a8f94", "linestyle": ":", "linewidth": 1.5}


@dataclass
class Clinic:
    """Twelve patients: real runs of the notebook's own functions.

    Attributes
    ----------
    draw
        gives rows: ``draw(n, seed)``.
    network
        gives a fresh model: ``network(inputs=10, hidden=16, dropout=0.0)``.
    train
        trains it and gives the curves: ``train(model, optimizer, ...)``.
    """

    draw: Callable[..., Rows]
    network: Callable[..., nn.Sequential]
    train: Callable[..., Run]
    runs: dict[int, Run] = field(default_factory=dict, repr=False)

    def run(self, number: int) -> Run:
        """The curves of a patient, trained when they are first asked for."""
        if number not in self.runs:
            self.runs[number] = FAULTS[number](self)
        return self.runs[number]

    def is_patient(self, number: int, losses: Sequence[float]) -> bool:
        """Whether these are the training losses that the patient's chart shows."""
        shown = _shown(number, self.run(number))
        return len(shown) == len(losses) and np.allclose(shown, losses, rtol=1e-3, equal_nan=True)

    def ward(self, number: int) -> Drawing:
        """The charts of three patients, side by side."""
        ward = WARDS[number]

        def paint(*axes: Axes) -> None:
            count = len(ward.patients)
            for column, patient in enumerate(ward.patients):
                run = self.run(patient)
                loss, accuracy = axes[column], axes[count + column]
                _paint_loss(loss, patient, run)
                loss.set(title=f"Patient {patient}", yscale=ward.scale, ylim=ward.limits)
                _paint_accuracy(accuracy, run)
            axes[0].set_ylabel("loss")
            axes[count].set_ylabel("accuracy")
            axes[ward.legend].legend(fontsize=11)

        return chart(
            paint,
            width=18,
            height=10,
            rows=2,
            columns=len(ward.patients),
            alt=ward.alt,
            caption=ward.caption,
        )


def healthy(run: Run) -> Drawing:
    """A run in which nothing is wrong, with words at the places to look at."""
    training, validation = run["training"], run["validation"]

    def paint(ax: Axes) -> None:
        _paint_curves(ax, training, validation)
        ax.axhline(GUESS_LOSS, **GUESS)
        ax.set(xlabel="epoch", ylabel="loss", ylim=(0, 1.3))
        ax.legend(loc="center right")
        notes = (
            (len(training), GUESS_LOSS + 0.04, "a guess", "right"),
            (2.6, 0.82, "1  starts near a guess, falls at once", "left"),
            (7.2, 0.42, "2  bends", "left"),
            (len(training), 0.06, "3  levels out", "right"),
            (len(training), 0.29, "4  a small gap that stays small", "right"),
        )
        for x, y, words, side in notes:
            ax.text(x, y, words, ha=side)

    return chart(
        paint,
        alt=(
            f"Loss over {len(training)} epochs. The training loss, a solid line, starts at "
            f"{training[0]:.2f}, just below the dotted line of a guess at {GUESS_LOSS:.2f}, falls "
            f"steeply, bends after some ten epochs and levels out at {training[-1]:.2f}. The "
            "validation loss, dashed, falls with it and levels out a little higher, at "
            f"{validation[-1]:.2f}."
        ),
        caption="Four places to look at in any curve: the start, the bend, the end, the gap.",
    )


def one_run(run: Run, name: str) -> Drawing:
    """One run on axes that stay where they are, so that two charts can be compared."""

    def paint(loss: Axes, accuracy: Axes) -> None:
        _paint_curves(loss, run["training"], run["validation"])
        loss.axhline(GUESS_LOSS, **GUESS)
        loss.set(title=name, xlabel="epoch", ylabel="loss", ylim=(0, 2))
        loss.legend(loc="upper right")
        _paint_accuracy(accuracy, run)
        accuracy.set(ylabel="accuracy")

    first, last = run["training"][0], run["training"][-1]
    end = f"ends at {last:.2f}" if math.isfinite(last) else "ends as no number"
    return chart(
        paint,
        height=6,
        columns=2,
        alt=(
            f"{name}. Left, the loss on an axis from 0 to 2: the training loss of the first epoch "
            f"is {first:.2f}, and it {end}. Right, the accuracy on new rows on an axis from 0 to "
            "1. Dotted lines show what a guess reaches."
        ),
        caption=f"{name}. Dotted: a guess.",
    )


def remedies(validation: Mapping[str, Sequence[float]]) -> Drawing:
    """Validation losses of one task, treated and untreated; a point at the lowest of each."""

    def paint(ax: Axes) -> None:
        for name, losses in validation.items():
            best = int(np.argmin(losses))
            (line,) = ax.plot(np.arange(1, len(losses) + 1), losses, label=name)
            ax.plot(best + 1, losses[best], "o", color=line.get_color(), markersize=8)
        ax.set(xlabel="epoch", ylabel="validation loss", ylim=(0, 0.65))
        ax.legend(loc="upper right")

    told = "; ".join(
        f"{name}: lowest {min(losses):.2f}, at the end {losses[-1]:.2f}"
        for name, losses in validation.items()
    )
    return chart(
        paint,
        alt=(
            f"Validation loss over {len(next(iter(validation.values())))} epochs. {told}. The "
            "lowest point of each line is marked."
        ),
        caption="Points: the lowest validation loss of each, where early stopping would stay.",
    )


def _too_large(clinic: Clinic) -> Run:
    model = clinic.network()
    return clinic.train(model, SGD(model.parameters(), lr=3.0))


def _adding_up(clinic: Clinic) -> Run:
    def step(model: nn.Module, optimizer: Optimizer, X: Tensor, y: Tensor) -> float:
        loss = functional.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    model = clinic.network()
    return clinic.train(model, SGD(model.parameters(), lr=0.1), step=step)


def _raw(clinic: Clinic) -> Run:
    table = np.loadtxt(dataset("credit.csv"), delimiter=",", dtype=np.float32)
    X, y = torch.tensor(table[:, 1:]), torch.tensor(table[:, 0]).long()
    model = clinic.network(inputs=4)
    optimizer = SGD(model.parameters(), lr=0.1)
    return clinic.train(model, optimizer, (X[:100], y[:100]), (X[100:], y[100:]))


def _too_small(clinic: Clinic) -> Run:
    model = clinic.network()
    return clinic.train(model, SGD(model.parameters(), lr=0.001))


def _stale(clinic: Clinic) -> Run:
    optimizer = SGD(clinic.network().parameters(), lr=0.1)
    return clinic.train(clinic.network(), optimizer)


def _no_signal(clinic: Clinic) -> Run:
    def mixed(n: int, seed: int) -> Rows:
        X, y = clinic.draw(n, seed)
        order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
        return X[order], y

    model = clinic.network()
    optimizer = SGD(model.parameters(), lr=0.1)
    return clinic.train(model, optimizer, mixed(300, 1), mixed(300, 2))


def _softmax_first(clinic: Clinic) -> Run:
    model = clinic.network().append(nn.Softmax(dim=1))
    return clinic.train(model, SGD(model.parameters(), lr=0.1))


def _sorted(clinic: Clinic) -> Run:
    X, y = clinic.draw(900, 1)
    order = y.argsort(stable=True)
    model = clinic.network()
    optimizer = SGD(model.parameters(), lr=0.3)
    return clinic.train(model, optimizer, (X[order], y[order]), shuffle=False)


def _last_batch(clinic: Clinic) -> Run:
    model = clinic.network()
    run = clinic.train(model, SGD(model.parameters(), lr=0.1))
    each = len(run["batches"]) // len(run["training"])
    return {**run, "training": run["batches"][each - 1 :: each]}


def _by_heart(clinic: Clinic) -> Run:
    model = clinic.network(hidden=64)
    return clinic.train(model, SGD(model.parameters(), lr=0.5), clinic.draw(60, 1), epochs=100)


def _still_dropping(clinic: Clinic) -> Run:
    def measure(model: nn.Module, X: Tensor, y: Tensor) -> tuple[float, float]:
        with torch.inference_mode():
            logits = model(X)
            right = (logits.argmax(dim=1) == y).float().mean()
            return functional.cross_entropy(logits, y).item(), right.item()

    model = clinic.network(dropout=0.7)
    return clinic.train(model, SGD(model.parameters(), lr=0.1), epochs=40, measure=measure)


def _leaking(clinic: Clinic) -> Run:
    X, y = clinic.draw(90, 1)
    order = torch.randperm(180, generator=torch.Generator().manual_seed(0))
    X, y = X.repeat(2, 1)[order], y.repeat(2)[order]
    model = clinic.network(hidden=64)
    optimizer = SGD(model.parameters(), lr=0.5)
    return clinic.train(model, optimizer, (X[:120], y[:120]), (X[120:], y[120:]), epochs=100)


FAULTS: dict[int, Callable[[Clinic], Run]] = {
    1: _too_large,
    2: _adding_up,
    3: _raw,
    4: _stale,
    5: _no_signal,
    6: _too_small,
    7: _last_batch,
    8: _softmax_first,
    9: _sorted,
    10: _still_dropping,
    11: _leaking,
    12: _by_heart,
}
#: This patient's chart shows each batch of the first epochs, not each epoch.
BY_BATCH, BATCHES = 9, 116


def _shown(number: int, run: Run) -> list[float]:
    return run["batches"] if number == BY_BATCH else run["training"]


def _paint_loss(ax: Axes, number: int, run: Run) -> None:
    if number == BY_BATCH:
        ax.plot(np.arange(1, BATCHES + 1), run["batches"][:BATCHES], linewidth=1.5)
        ax.set_xlabel("batch")
    else:
        _paint_curves(ax, run["training"], run["validation"])
        ax.set_xlabel("epoch")
    ax.axhline(GUESS_LOSS, **GUESS)


def _paint_curves(ax: Axes, training: Sequence[float], validation: Sequence[float]) -> None:
    epochs = np.arange(1, len(training) + 1)
    ax.plot(epochs, training, label="training")
    ax.plot(epochs, validation, label="validation")


def _paint_accuracy(ax: Axes, run: Run) -> None:
    accuracy = run["accuracy"]
    ax.plot(np.arange(1, len(accuracy) + 1), accuracy, color=COLOURS[1], linestyle="--")
    ax.axhline(GUESS_ACCURACY, **GUESS)
    ax.set(ylim=(0, 1.03), xlabel="epoch")


@dataclass(frozen=True)
class Ward:
    """Three patients with one complaint."""

    patients: tuple[int, ...]
    alt: str
    scale: str = "linear"
    limits: tuple[float | None, float | None] = (None, None)
    legend: int = 0
    caption: str = "Above the loss, below the accuracy on validation rows. Dotted: a guess."


WARDS = {
    1: Ward(
        (1, 2, 3),
        scale="log",
        alt=(
            "Three charts with a logarithmic loss axis. Patient 1: both losses leap up and down "
            "from the first epoch on, the validation loss from more than ten to below one and up "
            "again, and the accuracy leaps with it. Patient 2: both losses begin below a guess, "
            "then climb in ever wider swings to more than a hundred, while the accuracy sinks only "
            "a little. Patient 3: the training loss of the first epoch is above a billion; from "
            "the second epoch on both losses lie flat at the line of a guess, and the accuracy "
            "does not move at all."
        ),
    ),
    2: Ward(
        (4, 5, 6),
        limits=(0.9, 1.25),
        alt=(
            "Three charts whose loss axis only runs from 0.9 to 1.25. Patient 4: both losses are "
            "level lines near a guess, the accuracy is level too. Patient 5: the training loss "
            "sinks slowly below a guess, the validation loss does not follow and rises a little, "
            "the accuracy stays at that of a guess. Patient 6: both losses sink together, slowly "
            "and in an almost straight line, and the accuracy creeps upwards."
        ),
    ),
    3: Ward(
        (7, 8, 9),
        limits=(0, 1.9),
        alt=(
            "Three charts. Patient 7: the training loss is a jagged line that falls and then "
            "leaps about, the validation loss beside it is smooth and low, the accuracy high. "
            "Patient 8: both losses fall smoothly and level out together above 0.6, while the "
            "accuracy is as high as that of patient 7. Patient 9: the loss of single batches "
            "falls in teeth, three in every epoch, the same again and again."
        ),
    ),
    4: Ward(
        (10, 11, 12),
        limits=(0, 1.2),
        alt=(
            "Three charts. Patient 10: both losses fall side by side, and the validation loss "
            "trembles from epoch to epoch as much as the training loss; so does the accuracy. "
            "Patient 11: both losses sink to almost nothing, one upon the other, and the accuracy "
            "is 1. Patient 12: the training loss sinks to almost nothing, the validation loss "
            "turns early and rises steadily, while the accuracy hardly falls."
        ),
    ),
}
