"""The practices of ``lecture/05_logistic_regression``: right answers pass, wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from judging import judged
from torch import nn, optim
from torch.nn import functional

from autograde.exam import Verdict
from autograde.student.checks.logistic import EXAM

Answer = Callable[..., Any]
Tensor = torch.Tensor


def judge(group: str, namespace: dict[str, Any], seed: int = 0) -> tuple[Verdict, ...]:
    return judged(EXAM, namespace, group, seed)


def gradient_by_rows(X: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    error = torch.sigmoid(X @ w + b) - y
    return (error[:, None] * X).mean(dim=0), error.mean()


def gradient_by_autograd(X: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    w, b = w.requires_grad_(), b.requires_grad_()
    loss = functional.binary_cross_entropy_with_logits(X @ w + b, y)
    return torch.autograd.grad(loss, [w, b])


def slanted(error: Callable[[Tensor, Tensor], Tensor], reduced: str = "mean") -> Answer:
    """A ``gradient`` with another error in the place of p − y, given z and y."""

    def gradient(X: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        e = error(X @ w + b, y)
        both = torch.cat([e[:, None] * X, e[:, None]], dim=1)
        both = both.sum(dim=0) if reduced == "sum" else both.mean(dim=0)
        return both[:-1], both[-1]

    return gradient


class Layered(nn.Module):
    """With a layer."""

    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.layer = nn.Linear(n_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.layer(x).flatten()
        return logits

    def predict_proba(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self(x))


class Loose(Layered):
    """With parameters of its own."""

    def __init__(self, n_features: int) -> None:
        nn.Module.__init__(self)
        self.w = nn.Parameter(torch.randn(n_features))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.w + self.b


class Squashed(Layered):
    """With a sigmoid in ``forward``."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(super().forward(x))


class Column(Layered):
    """With an axis too many."""

    def forward(self, x: Tensor) -> Tensor:
        column: Tensor = self.layer(x)
        return column


class Bare(Layered):
    """Without a sigmoid."""

    def predict_proba(self, x: Tensor) -> Tensor:
        return self.forward(x)


def fit_of(zero: bool = True, step: bool = True, last: bool = False, rate: float = 0.5) -> Answer:
    """A ``fit`` with the faults that are named."""

    def fit(model: nn.Module, X: Tensor, y: Tensor, epochs: int = 200, lr: float = rate) -> Any:
        optimizer = optim.SGD(model.parameters(), lr=lr)
        losses = []
        for _ in range(epochs):
            loss = nn.BCEWithLogitsLoss()(model(X), y)
            if zero:
                optimizer.zero_grad()
            loss.backward()
            if step:
                optimizer.step()
            losses.append(loss.item())
        return losses[-1] if last else losses

    return fit


def fit_in_batches(
    model: nn.Module, X: Tensor, y: Tensor, epochs: int = 60, lr: float = 0.05
) -> list[float]:
    optimizer = optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(X)).split(16):
            optimizer.zero_grad()
            loss = functional.binary_cross_entropy_with_logits(model(X[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        losses.append(total / len(X))
    return losses


RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("gradient", {"gradient": gradient_by_rows}),
    ("gradient", {"gradient": gradient_by_autograd}),
    ("gradient", {"gradient": slanted(lambda z, y: torch.sigmoid(z) - y)}),
    ("to_labels", {"to_labels": lambda z: (z >= 0).long()}),
    ("to_labels", {"to_labels": lambda z: (torch.sigmoid(z) >= 0.5).to(torch.int64)}),
    ("model", {"LogisticRegression": Layered}),
    ("model", {"LogisticRegression": Loose}),
    ("fit", {"LogisticRegression": Layered, "fit": fit_of()}),
    ("fit", {"LogisticRegression": Loose, "fit": fit_in_batches}),
]


@pytest.mark.parametrize(("group", "namespace"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(group: str, namespace: dict[str, Any], seed: int) -> None:
    verdicts = judge(group, namespace, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


def p_minus_y(z: Tensor, y: Tensor) -> Tensor:
    return torch.sigmoid(z) - y


def squared(z: Tensor, y: Tensor) -> Tensor:
    p = torch.sigmoid(z)
    return 2 * (p - y) * p * (1 - p)


def nothing(*args: Any) -> None:
    return None


WRONG: list[tuple[str, Answer, str | None, str]] = [
    ("gradient/values", slanted(lambda z, y: -p_minus_y(z, y)), None, "sign is turned round"),
    ("gradient/values", slanted(p_minus_y, "sum"), None, "the mean was asked for"),
    ("gradient/values", slanted(lambda z, y: z - y), "missing-sigmoid", "sigmoid is missing"),
    ("gradient/values", slanted(squared), None, "as for the squared error"),
    (
        "gradient/values",
        lambda X, y, w, b: gradient_by_rows(X, y, w, 0 * b),
        None,
        "`b` is missing",
    ),
    (
        "gradient/values",
        lambda X, y, w, b: (gradient_by_rows(X, y, w, b)[0], torch.tensor(0.0)),
        None,
        "gradient by the weights is right",
    ),
    ("gradient/values", slanted(lambda z, y: y), None, "but not the values"),
    ("gradient/shapes", lambda X, y, w, b: w, "wrong-shape", "not two gradients"),
    ("gradient/shapes", lambda X, y, w, b: (X, b), "wrong-shape", "were asked for"),
    ("gradient/shapes", nothing, None, "is a `return` missing?"),
    ("to_labels/values", lambda z: (z >= 0.5).long(), "threshold-on-logits", "were labelled 0"),
    ("to_labels/values", lambda z: (z < 0).long(), None, "turned round"),
    ("to_labels/values", lambda z: (z > 0).long(), None, "exactly 0"),
    ("to_labels/values", lambda z: (z >= 0) * 2 - 1, "labels-not-zero-based", "not 0 and 1"),
    ("to_labels/values", lambda z: z.long() * 0, "constant-prediction", "were labelled 0"),
    ("to_labels/values", lambda z: z.sign().long(), None, "neither 0 nor 1"),
    ("to_labels/values", lambda z: (z >= 2).long(), None, "was given the label 0"),
    ("to_labels/dtype", lambda z: z >= 0, "wrong-dtype", "holds bool"),
    ("to_labels/dtype", lambda z: (z >= 0).float(), "wrong-dtype", "holds float32"),
    ("to_labels/shape", lambda z: (z >= 0).long()[:, None], "wrong-shape", "the shape (22, 1)"),
    ("to_labels/shape", nothing, None, "is a `return` missing?"),
    ("model/logits", Squashed, "double-sigmoid", "stays between 0 and 1"),
    ("model/logits", Column, "wrong-shape", "(8, 1)"),
    ("model/probabilities", Bare, "missing-sigmoid", "they are the logits"),
    ("fit/updates", fit_of(step=False), "no-optimizer-step", "no optimizer stepped"),
    ("fit/gradients", fit_of(zero=False), "no-zero-grad", "an earlier step"),
    ("fit/defaults", fit_of(rate=1e-4), "learning-rate-too-small", "The loss ended at"),
    ("fit/history", fit_of(last=True), "wrong-shape", ""),
]


@pytest.mark.parametrize(("criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    criterion: str, answer: Answer, diagnosis: str | None, words: str
) -> None:
    group = criterion.partition("/")[0]
    name = "LogisticRegression" if group == "model" else group
    verdicts = {v.id: v for v in judge(group, {"LogisticRegression": Layered, name: answer})}
    verdict = verdicts[criterion]
    assert words in verdict.message
    assert verdict.diagnosis == diagnosis
    assert verdict.passed is False


@pytest.mark.parametrize("group", ["gradient", "to_labels", "model", "fit"])
def test_an_untouched_practice_is_not_attempted(group: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    name = "LogisticRegression" if group == "model" else group
    verdicts = judge(group, {"LogisticRegression": Layered, name: untouched})
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge(group, {})} == {"missing-name"}
