"""Whatever a student's code returns, the exam judges it: no value is the grader's fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from autograde import course
from autograde.exam import LocalCandidate
from autograde.exam.verdict import Verdict
from autograde.grading.exams import load_exam
from tests.exam import corpus

COURSE = course.load(corpus.ROOT)
RIGHT = {"ex1": "right_softplus_loss", "ex2": "right_plain_adam"}

pytestmark = [pytest.mark.usefixtures("one_thread"), pytest.mark.filterwarnings("ignore")]


def examined(exercise: str, groups: tuple[str | None, ...], **changed: Any) -> list[Verdict]:
    """What the exam says of a right answer with some names changed."""
    entry = COURSE.exercises[exercise]
    right = next(a for a in corpus.answers(exercise) if a.name == RIGHT[exercise])
    names = corpus.namespace(right, exercise)
    found: list[Verdict] = []
    with LocalCandidate(names | changed) as candidate:
        for group in groups:
            rng = np.random.default_rng(1)
            exam = load_exam(COURSE, entry)
            found += exam.run(candidate, rng, entry.points, entry.curves, group)
    assert not [verdict for verdict in found if "exam does not know" in verdict.message]
    return found


def split_without_labels(X: torch.Tensor, y: torch.Tensor, **_: object) -> tuple[object, ...]:
    half = len(X) // 4
    return X[half:], X[:half], y[half:] * torch.nan, y[:half] * torch.nan


def split_without_end(X: torch.Tensor, y: torch.Tensor, **_: object) -> tuple[object, ...]:
    return X.repeat(100, 1), X, y.repeat(100), y


class NoRows(nn.Module):
    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(n_features + 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.zeros(0, 2) * self.w.sum()


class Wide(nn.Module):
    """Takes one row length only, of millions."""

    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(5_000_000))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.shape[1] == 5:
            raise ValueError
        return x.sum(1) * self.w[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"load_digits01": lambda *_: (torch.tensor(1.0), torch.tensor(1.0))},
        {"split": split_without_labels},
        {"split": split_without_end},
        {"LogisticRegression": NoRows},
        {"LogisticRegression": Wide},
    ],
    ids=["numbers-for-tables", "labels-that-are-none", "endless-parts", "no-rows", "wide"],
)
def test_an_answer_to_exercise_1_loses_points_and_no_more(changed: dict[str, Any]) -> None:
    verdicts = examined("ex1", (None,), **changed)
    assert 0 < sum(verdict.points for verdict in verdicts) < 50


class Hollow(nn.Module):
    """It registers parameters without any number in them."""

    def __init__(self, *_: int) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(784, 32), nn.Linear(32, 10)
        self.none = nn.Parameter(torch.zeros(0, 3))
        self.nor = nn.Parameter(torch.zeros(3, 0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.b(torch.relu(self.a(x.flatten(1))))


def refitted(change: Callable[[Any], None]) -> Callable[..., list[float]]:
    def fit(model: Any, loader: object, epochs: int = 5, lr: float = 0.01) -> list[float]:
        change(model)
        return [0.0] * epochs

    return fit


def renamed(model: Any) -> None:
    model.c = model.b
    del model.b


def replaced(model: Any) -> None:
    model.a = nn.Linear(784, 16)


@pytest.mark.parametrize("change", [lambda model: None, renamed, replaced])
def test_a_fit_that_makes_other_parameters_loses_points_and_no_more(
    change: Callable[[Any], None],
) -> None:
    verdicts = examined("ex2", ("training",), MLP=Hollow, fit=refitted(change))
    assert not any(v.points for v in verdicts if v.id == "training/updates")


def test_parameters_without_numbers_are_no_fault() -> None:
    verdicts = examined("ex2", ("model",), MLP=Hollow)
    assert sum(verdict.points for verdict in verdicts) > 0
