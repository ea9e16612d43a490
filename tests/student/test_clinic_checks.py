"""The practices of ``lecture/12_loss_curve_clinic``: right answers pass, wrong ones hear why."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from judging import assert_hears, judged
from torch.nn import functional

from autograde.student.checks.clinic import EXAM

Function = Callable[..., Any]
LECTURE = "solutions/notebooks/lecture/12_loss_curve_clinic.ipynb"


judge = partial(judged, EXAM)


def guess_by_cross_entropy(counts: torch.Tensor) -> torch.Tensor:
    shares = counts / counts.sum()
    return functional.cross_entropy(shares.log()[None], shares[None])


def smooth_with_a_queue(losses: list[float], window: int) -> list[float]:
    queue: list[float] = []
    means = []
    for loss in losses:
        queue = [*queue, loss][-window:]
        means.append(sum(queue) / len(queue))
    return means


def smooth_in_numpy(losses: list[float], window: int) -> Any:
    ends = np.arange(1, len(losses) + 1)
    sums = np.concatenate([[0.0], np.cumsum(losses)])
    starts = np.maximum(0, ends - window)
    return (sums[ends] - sums[starts]) / (ends - starts)


def smooth_as_tensor(losses: list[float], window: int) -> torch.Tensor:
    values = torch.tensor(losses)
    return torch.stack([values[max(0, i + 1 - window) : i + 1].mean() for i in range(len(losses))])


def best_by_counting(losses: list[float], patience: int) -> int:
    lowest, best, waited = math.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return best
    return best


def best_by_slices(losses: list[float], patience: int) -> Any:
    best = 0
    while True:
        window = losses[best : best + patience + 1]
        lower = [i for i, loss in enumerate(window) if loss < losses[best]]
        if not lower:
            return np.int64(best)
        best += lower[0]


def stops_but_forgets_to_start_anew(losses: list[float], patience: int) -> int:
    best, waited = 0, 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if loss < losses[best]:
            best = epoch
        else:
            waited += 1
            if waited == patience:
                break
    return best


def doctor(training: list[float], validation: list[float]) -> str:
    start, end = training[0], training[-1]
    if math.isnan(end) or end > 1.2 * start:
        return "diverges"
    if (start - end) / start < 0.05:
        return "flat"
    if validation[-1] / min(validation) > 1.2:
        return "overfits"
    if training[2 * len(training) // 3] - end > (start - end) / 5:
        return "too slow"
    return "healthy"


def doctor_in_torch(training: list[float], validation: list[float]) -> str:
    t, v = torch.tensor(training), torch.tensor(validation)
    checks = {
        "diverges": not torch.isfinite(t[-1]) or t[-1] > 1.2 * t[0],
        "flat": t[-1] > 0.95 * t[0],
        "overfits": v[-1] > 1.2 * v.min(),
        "too slow": t[-(len(t) // 3)] - t[-1] > 0.2 * (t[0] - t[-1]),
    }
    return next((name for name, found in checks.items() if found), "healthy")


RIGHT: list[tuple[str, Function]] = [
    ("guess_loss", lambda counts: torch.distributions.Categorical(probs=counts.float()).entropy()),
    ("guess_loss", guess_by_cross_entropy),
    ("guess_loss", lambda c: c.sum().log() - (c * c.log()).sum() / c.sum()),
    ("smooth", smooth_with_a_queue),
    ("smooth", smooth_in_numpy),
    ("smooth", smooth_as_tensor),
    ("smooth", lambda losses, window: list(smooth_as_tensor(losses, window))),
    ("best_epoch", best_by_counting),
    ("best_epoch", best_by_slices),
    ("best_epoch", lambda losses, patience: torch.tensor(best_by_counting(losses, patience))),
    ("diagnose", doctor),
    ("diagnose", doctor_in_torch),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Function, seed: int) -> None:
    verdicts = judge({name: answer}, name, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


def shares(counts: torch.Tensor) -> torch.Tensor:
    return counts / counts.sum()


def entropy(counts: torch.Tensor) -> torch.Tensor:
    return -(shares(counts) * shares(counts).log()).sum()


WRONG: list[tuple[str, str, Function, str | None, str]] = [
    ("guess_loss", "unequal", lambda c: torch.tensor(len(c)).log(), None, "as if the classes were"),
    ("guess_loss", "equal", lambda c: -entropy(c), None, "the sign is missing"),
    ("guess_loss", "equal", lambda c: entropy(c) / math.log(2), None, "to the base 2"),
    ("guess_loss", "unequal", lambda c: -shares(c).log().mean(), None, "every class counted alike"),
    ("guess_loss", "unequal", lambda c: entropy(c) + 0.1, None, "was expected"),
    ("guess_loss", "shape", lambda c: -shares(c).log(), "wrong-shape", "the shape (2,)"),
    ("guess_loss", "shape", lambda c: entropy(c).item(), "wrong-dtype", "the float"),
    ("guess_loss", "dtype", lambda c: entropy(c.double()), "wrong-dtype", "holds float64"),
    ("guess_loss", "shape", lambda c: None, None, "is a `return` missing?"),
    (
        "smooth",
        "length",
        lambda losses, window: np.convolve(losses, np.ones(window) / window, "valid"),
        "wrong-shape",
        "came back as 10",
    ),
    (
        "smooth",
        "values",
        lambda losses, n: np.convolve(losses, np.ones(n) / n)[: len(losses)],
        None,
        "divide by how many there are",
    ),
    (
        "smooth",
        "values",
        lambda losses, n: [float(np.mean(losses[i : i + n])) for i in range(len(losses))],
        None,
        "looks ahead",
    ),
    (
        "smooth",
        "values",
        lambda losses, n: smooth_with_a_queue(losses, n + 1),
        None,
        "holds 4 losses where 3",
    ),
    ("smooth", "values", lambda losses, n: losses, None, "With window=3"),
    ("smooth", "length", lambda losses, n: float(np.mean(losses)), "wrong-dtype", "not a list"),
    ("smooth", "length", lambda losses, n: ["a"] * len(losses), "wrong-dtype", "not a list"),
    ("best_epoch", "late", lambda losses, p: int(np.argmin(losses)), None, "the lowest of all"),
    (
        "best_epoch",
        "turn",
        lambda losses, p: min(best_by_counting(losses, p) + p, len(losses) - 1),
        None,
        "where the training ends",
    ),
    ("best_epoch", "turn", lambda losses, p: best_by_counting(losses, p) + 1, None, "the number 0"),
    ("best_epoch", "bumps", lambda losses, p: best_by_counting(losses, 1), None, "counted anew"),
    ("best_epoch", "bumps", stops_but_forgets_to_start_anew, None, "counted anew"),
    ("best_epoch", "ends", lambda losses, p: 3, None, "7 was expected"),
    ("best_epoch", "turn", lambda losses, p: min(losses), "wrong-dtype", "not a whole number"),
    ("diagnose", "flat", lambda t, v: "healthy", None, 'You called "healthy": a training loss of'),
    ("diagnose", "slow", lambda t, v: "slow", None, "the names are diverges"),
    ("diagnose", "healthy", lambda t, v: None, "wrong-dtype", "is a `return` missing?"),
    (
        "diagnose",
        "diverges",
        lambda t, v: "flat" if t[-1] > 0.95 * t[0] else doctor(t, v),
        None,
        'You called "flat"',
    ),
    (
        "diagnose",
        "overfits",
        lambda t, v: doctor(t, [1.0] * len(t)),
        None,
        'You called "healthy"',
    ),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Function, diagnosis: str | None, words: str
) -> None:
    assert_hears(judge({name: answer}, name), f"{name}/{criterion}", diagnosis, words)


@pytest.mark.parametrize("name", ["guess_loss", "smooth", "best_epoch", "diagnose"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    verdicts = judge({name: untouched}, name)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, name)} == {"missing-name"}


def test_the_code_beside_each_diagnosis_makes_the_curve_that_was_shown() -> None:
    notebook = nbformat.read(Path(__file__).parents[2] / LECTURE, as_version=4)
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", ())]
    said = "".join(output.get("text", "") for output in outputs)
    found = re.findall(r"same curve as patient (\d+): True", said)
    assert sorted(map(int, found)) == list(range(1, 13))
