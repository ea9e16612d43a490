"""The practices of ``lecture/09_softmax``: right answers pass, typical wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
from judging import assert_hears, judged
from torch import Tensor, nn
from torch.nn import functional

from autograde.student.checks.softmax import EXAM

Function = Callable[..., Any]


judge = partial(judged, EXAM)


def by_formula(z: Tensor, dim: int = 1) -> Tensor:
    return torch.exp(z) / torch.exp(z).sum(dim=dim, keepdim=True)


def softmax_row_by_row(logits: Tensor) -> Tensor:
    rows = []
    for row in logits:
        powers = torch.exp(row - row.max())
        rows.append(powers / powers.sum())
    return torch.stack(rows)


def stable_on_the_whole(logits: Tensor) -> Tensor:
    powers = torch.exp(logits - logits.max())
    return powers / powers.sum(dim=1, keepdim=True)


def log_of_softmax(logits: Tensor, labels: Tensor) -> Tensor:
    scores = torch.softmax(logits, dim=1)
    return -torch.log(scores[torch.arange(len(labels)), labels]).mean()


def loss_by_one_hot(logits: Tensor, labels: Tensor) -> Tensor:
    logs = torch.log_softmax(logits, dim=1)
    return -(logs * functional.one_hot(labels, logits.shape[1])).sum() / len(labels)


def loss_by_hand(logits: Tensor, labels: Tensor) -> Tensor:
    total = torch.logsumexp(logits, dim=1)
    return (total - logits.gather(1, labels.unsqueeze(1)).squeeze(1)).mean()


def softmax_then_loss(logits: Tensor, labels: Tensor) -> Tensor:
    return functional.cross_entropy(torch.softmax(logits, dim=1), labels)


RIGHT: list[tuple[str, Function]] = [
    ("softmax", lambda logits: torch.softmax(logits, dim=1)),
    ("softmax", softmax_row_by_row),
    ("softmax", lambda z: by_formula(z - z.max(dim=1, keepdim=True).values)),
    ("softmax", lambda z: torch.exp(z - torch.logsumexp(z, dim=-1, keepdim=True))),
    ("predict", lambda logits: logits.argmax(dim=1)),
    ("predict", lambda logits: torch.max(logits, dim=-1).indices),
    ("predict", lambda logits: torch.softmax(logits, dim=1).argmax(dim=1)),
    ("predict", lambda logits: torch.tensor([int(row.argmax()) for row in logits])),
    ("cross_entropy", loss_by_hand),
    ("cross_entropy", loss_by_one_hot),
    ("cross_entropy", lambda logits, labels: nn.CrossEntropyLoss()(logits, labels)),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Function, seed: int) -> None:
    verdicts = judge({name: answer}, name, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


WRONG: list[tuple[str, str, Function, str | None, str]] = [
    ("softmax", "rows", lambda z: torch.exp(z) / torch.exp(z).sum(), None, "all 5 rows together"),
    ("softmax", "rows", lambda z: torch.softmax(z, dim=0), None, "Each column adds up to 1"),
    ("softmax", "rows", torch.sigmoid, None, "the first row adds up to"),
    (
        "softmax",
        "rows",
        lambda z: torch.exp(z) / torch.exp(z).sum(dim=1),
        "wrong-shape",
        "must match the size",
    ),
    ("softmax", "values", lambda z: torch.softmax(torch.softmax(z, 1), 1), None, "taken twice"),
    ("softmax", "values", lambda z: torch.log_softmax(z, 1), None, "logarithms of the scores"),
    ("softmax", "values", lambda z: torch.softmax(-z, 1), None, "a sign is turned round"),
    ("softmax", "values", lambda z: torch.softmax(2 * z, 1), None, "The rows add up to 1, but"),
    ("softmax", "values", torch.sigmoid, None, "not the values"),
    ("softmax", "large", by_formula, None, "an `exp` has become infinite"),
    ("softmax", "large", stable_on_the_whole, None, "from -1002 to 1002 your result holds nan"),
    ("softmax", "large", lambda z: torch.softmax(z / 2, 1), None, "not the values"),
    ("softmax", "shape", lambda z: z.argmax(dim=1), "wrong-shape", "the shape (5,)"),
    ("predict", "labels", lambda z: z.argmax(dim=1).float(), "wrong-dtype", "holds float32"),
    ("predict", "labels", lambda z: z.argmax(dim=0), "wrong-shape", "the shape (3,)"),
    ("predict", "labels", torch.argmax, "wrong-shape", "the shape ()"),
    ("predict", "classes", lambda z: z.argmin(dim=1), None, "places of the smallest"),
    ("predict", "classes", lambda z: z.max(dim=1).values, None, "logits themselves"),
    ("predict", "classes", lambda z: z.argmax(dim=1) + 1, None, "1 too high"),
    ("predict", "classes", lambda z: by_formula(z).argmax(dim=1), None, "has turned into NaN"),
    ("predict", "classes", lambda z: 0 * z.argmax(dim=1), None, "you predict [0, 0, 0, 0, 0"),
    ("cross_entropy", "value", lambda z, y: -loss_by_hand(z, y), None, "the minus is missing"),
    ("cross_entropy", "value", lambda z, y: len(y) * loss_by_hand(z, y), None, "It is the sum"),
    ("cross_entropy", "value", softmax_then_loss, None, "taken of the softmax"),
    (
        "cross_entropy",
        "value",
        lambda z, y: -torch.log_softmax(z, 1).mean(),
        None,
        "All classes were averaged",
    ),
    (
        "cross_entropy",
        "value",
        lambda z, y: -torch.log_softmax(z, 1).sum(dim=1).mean(),
        None,
        "All classes were added up",
    ),
    (
        "cross_entropy",
        "value",
        lambda z, y: -torch.log_softmax(z, 1)[:, y].mean(),
        "shape-broadcast",
        "36 numbers",
    ),
    (
        "cross_entropy",
        "value",
        lambda z, y: -torch.softmax(z, 1)[torch.arange(len(y)), y].mean(),
        None,
        "without their logarithm",
    ),
    ("cross_entropy", "value", lambda z, y: z.sum(), None, "For 6 rows and 3 classes"),
    ("cross_entropy", "large", log_of_softmax, None, "your result holds inf"),
    ("cross_entropy", "large", softmax_then_loss, None, "not the values"),
    (
        "cross_entropy",
        "shape",
        lambda z, y: torch.logsumexp(z, dim=1),
        "wrong-shape",
        "the shape (6,)",
    ),
    ("cross_entropy", "shape", lambda z, y: loss_by_hand(z, y).item(), "wrong-dtype", "the float"),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Function, diagnosis: str | None, words: str
) -> None:
    assert_hears(judge({name: answer}, name), f"{name}/{criterion}", diagnosis, words)


@pytest.mark.parametrize("name", ["softmax", "predict", "cross_entropy"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    verdicts = judge({name: untouched}, name)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, name)} == {"missing-name"}
