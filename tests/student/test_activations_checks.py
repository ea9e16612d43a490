"""The practices of ``lecture/08_activations``: right answers pass, typical wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from judging import assert_hears, judged
from torch import Tensor, nn
from torch.nn import functional

from autograde.student.checks.activations import EXAM

Function = Callable[..., Any]


judge = partial(judged, EXAM)


def collapse_by_asking(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> list[Tensor]:
    def both(x: Tensor) -> Tensor:
        return functional.linear(functional.linear(x, W1, b1), W2, b2)

    bias = both(torch.zeros(W1.shape[1]))
    return [(both(torch.eye(W1.shape[1])) - bias).T, bias]


def ramp_by_parts(z: Tensor) -> Tensor:
    return torch.where(z <= -0.5, 0.0, torch.where(z >= 0.5, 1.0, z + 0.5))


def tanh_by_parts(z: Tensor) -> Tensor:
    small = torch.exp(-2 * torch.abs(z))
    size = (1 - small) / (1 + small)
    return torch.where(z < 0, -size, size)


def tanh_clipped(z: Tensor) -> Tensor:
    up, down = torch.exp(z.clamp(-15, 15)), torch.exp(-z.clamp(-15, 15))
    return (up - down) / (up + down)


def tanh_typed_in(z: Tensor) -> Tensor:
    return (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))


RIGHT: list[tuple[str, Function]] = [
    ("collapse", lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1 + b2)),
    ("collapse", lambda W1, b1, W2, b2: (torch.matmul(W2, W1), b2 + (W2 * b1).sum(dim=1))),
    ("collapse", collapse_by_asking),
    ("piecewise_linear", lambda z: torch.clamp(z + 0.5, 0, 1)),
    ("piecewise_linear", lambda z: torch.relu(z + 0.5) - torch.relu(z - 0.5)),
    ("piecewise_linear", ramp_by_parts),
    ("stable_tanh", lambda z: 2 * torch.sigmoid(2 * z) - 1),
    ("stable_tanh", tanh_by_parts),
    ("stable_tanh", tanh_clipped),
    ("leaky_relu", lambda z, slope: torch.where(z > 0, z, slope * z)),
    ("leaky_relu", lambda z, slope=0.01: torch.maximum(z, slope * z)),
    ("leaky_relu", lambda z, a: torch.relu(z) - a * torch.relu(-z)),
    ("leaky_relu", lambda z, a: nn.LeakyReLU(a)(z)),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Function, seed: int) -> None:
    verdicts = judge({name: answer}, name, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


WRONG: list[tuple[str, str, Function, str | None, str]] = [
    ("collapse", "shapes", lambda W1, b1, W2, b2: W2 @ W1, "wrong-shape", "not a weight and a"),
    ("collapse", "shapes", lambda W1, b1, W2, b2: (W1 @ W2, b2), "wrong-shape", "cannot be multip"),
    (
        "collapse",
        "shapes",
        lambda W1, b1, W2, b2: ((W2 @ W1).T, b2),
        "wrong-shape",
        "your W has the shape (3, 2)",
    ),
    (
        "collapse",
        "shapes",
        lambda W1, b1, W2, b2: (W2 @ W1, b1),
        "wrong-shape",
        "your b has the shape (5,)",
    ),
    ("collapse", "weight", lambda W1, b1, W2, b2: (W1.T @ W2.T, b2), "wrong-shape", "(3, 2)"),
    ("collapse", "weight", lambda W1, b1, W2, b2: (2 * W2 @ W1, b2), None, "not the values"),
    ("collapse", "bias", lambda W1, b1, W2, b2: (W2 @ W1, b2), None, "what became of `b1`"),
    ("collapse", "bias", lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1), None, "`b2` is not added"),
    ("collapse", "bias", lambda W1, b1, W2, b2: (W2 @ W1, b1), "wrong-shape", "(5,)"),
    ("piecewise_linear", "values", lambda z: z + 0.5, None, "no flat ends"),
    ("piecewise_linear", "values", lambda z: z.clamp(0, 1), None, "should begin at −½"),
    ("piecewise_linear", "values", lambda z: z.clamp(-0.5, 0.5), None, "half a step too low"),
    ("piecewise_linear", "values", torch.sigmoid, None, "not the values"),
    ("piecewise_linear", "shape", lambda z: z.mean(), "wrong-shape", "the shape ()"),
    ("stable_tanh", "large", tanh_typed_in, None, "and so at both ends"),
    (
        "stable_tanh",
        "large",
        lambda z: (torch.exp(2 * z) - 1) / (torch.exp(2 * z) + 1),
        None,
        "and so at one end",
    ),
    ("stable_tanh", "large", lambda z: z - z**3 / 3, None, "not the values"),
    ("stable_tanh", "values", lambda z: 2 * torch.sigmoid(2 * z), None, "1 too high"),
    ("stable_tanh", "values", lambda z: 2 * torch.sigmoid(z) - 1, None, "tanh of z / 2"),
    ("stable_tanh", "values", lambda z: torch.tanh(z.abs()), None, "The sign is lost"),
    ("stable_tanh", "values", lambda z: -torch.tanh(z), None, "turned round"),
    ("stable_tanh", "shape", lambda z: np.tanh(z.numpy()), "wrong-dtype", "numpy.ndarray"),
    ("stable_tanh", "shape", lambda z: None, None, "is a `return` missing?"),
    ("leaky_relu", "values", lambda z, slope: torch.relu(z), None, "that is ReLU"),
    ("leaky_relu", "values", lambda z, slope: slope * z, None, "taken above 0 too"),
    (
        "leaky_relu",
        "values",
        lambda z, slope: functional.leaky_relu(z),
        None,
        "your slope was still 0.01",
    ),
    (
        "leaky_relu",
        "values",
        lambda z, slope: torch.where(z > 0, z, -slope * z),
        None,
        "positive: the line",
    ),
    ("leaky_relu", "values", lambda z, a: torch.where(z > 0, z, a), None, "not the values"),
    ("leaky_relu", "shape", lambda z, slope: z[z > 0], "wrong-shape", "(8,) was asked for"),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Function, diagnosis: str | None, words: str
) -> None:
    assert_hears(judge({name: answer}, name), f"{name}/{criterion}", diagnosis, words)


@pytest.mark.parametrize("name", ["collapse", "piecewise_linear", "stable_tanh", "leaky_relu"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    verdicts = judge({name: untouched}, name)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, name)} == {"missing-name"}
