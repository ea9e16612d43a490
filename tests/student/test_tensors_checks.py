"""The practices of ``lecture/01_tensors``: right answers pass, typical wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
from judging import assert_hears, judged
from torch.nn import functional

from autograde.student.checks.tensors import EXAM

Function = Callable[..., Any]


judge = partial(judged, EXAM)


def batches_in_a_list(X: torch.Tensor, size: int) -> list[torch.Tensor]:
    return [X[start : start + size] for start in range(0, len(X), size)]


def scores_one_by_one(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.stack([(X * w).sum(dim=1) + bias for w, bias in zip(W, b, strict=True)], dim=1)


RIGHT: list[tuple[str, Function]] = [
    ("to_batch", lambda image: image.to(torch.float32).unsqueeze(0).unsqueeze(0) / 255),
    ("to_batch", lambda image: (image / 255)[None, None]),
    ("standardise", lambda X: (X - X.mean(dim=0)) / X.std(dim=0)),
    ("standardise", lambda X: (X - X.mean(0)) / (X.std(0, correction=0) + 1e-8)),
    ("mse", lambda prediction, target: (prediction.squeeze(-1) - target).square().mean()),
    ("mse", lambda prediction, target: functional.mse_loss(prediction, target.unsqueeze(1))),
    ("scores", lambda X, W, b: X @ W.T + b),
    ("scores", functional.linear),
    ("scores", scores_one_by_one),
    ("batches", torch.split),
    ("batches", batches_in_a_list),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Function, seed: int) -> None:
    verdicts = judge({name: answer}, name, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


WRONG: list[tuple[str, str, Function, str | None, str]] = [
    ("to_batch", "shape", lambda image: image / 255, "wrong-shape", "the shape (28, 20)"),
    (
        "to_batch",
        "shape",
        lambda image: (image / 255).T[None, None],
        "wrong-shape",
        "(1, 1, 28, 20) was asked for",
    ),
    ("to_batch", "dtype", lambda image: image[None, None], "wrong-dtype", "holds uint8"),
    ("to_batch", "dtype", lambda i: (i.double() / 255)[None, None], "wrong-dtype", "float64"),
    ("to_batch", "shape", lambda i: i.numpy()[None, None], "wrong-dtype", "numpy.ndarray"),
    (
        "to_batch",
        "values",
        lambda image: image.float()[None, None],
        "unscaled-input",
        "divide them by 255",
    ),
    ("to_batch", "values", lambda i: (i // 255).float()[None, None], None, "Every value is 0 or 1"),
    ("to_batch", "values", lambda i: i.flip(0)[None, None] / 255, None, "but not the values"),
    ("to_batch", "shape", lambda image: None, None, "is a `return` missing?"),
    (
        "standardise",
        "columns",
        lambda X: (X - X.mean()) / X.std(),
        "global-standardisation",
        "all columns together",
    ),
    (
        "standardise",
        "columns",
        lambda X: (X - X.mean(1, keepdim=True)) / X.std(1, keepdim=True),
        None,
        "not each column",
    ),
    ("standardise", "columns", lambda X: X - X.mean(0), None, "The first column has mean"),
    ("standardise", "shape", lambda X: X.mean(0), "wrong-shape", "the shape (3,)"),
    (
        "standardise",
        "columns",
        lambda X: (X - X.mean(dim=1)) / X.std(dim=1),
        "wrong-shape",
        "must match the size",
    ),
    ("mse", "value", lambda p, t: ((p - t) ** 2).mean(), "shape-broadcast", "averaged 16 squares"),
    ("mse", "shape", lambda p, t: (p - t) ** 2, "shape-broadcast", "the shape (4, 4)"),
    ("mse", "shape", lambda p, t: (p[:, 0] - t) ** 2, "wrong-shape", "the shape (4,)"),
    ("mse", "value", lambda p, t: ((p[:, 0] - t) ** 2).sum(), None, "It is the sum"),
    ("mse", "shape", lambda p, t: ((p[:, 0] - t) ** 2).mean().item(), "wrong-dtype", "the float"),
    ("mse", "value", lambda p, t: torch.tensor(2.5), None, "It is 2.5"),
    ("scores", "values", lambda X, W, b: X @ W.T, None, "`b` is not added"),
    (
        "scores",
        "values",
        lambda X, W, b: X @ W.reshape(W.shape[1], -1) + b,
        None,
        "`.T` swaps rows",
    ),
    ("scores", "shape", lambda X, W, b: X @ W + b, "wrong-shape", "cannot be multiplied"),
    ("scores", "shape", lambda X, W, b: W @ X.T + b[:, None], "wrong-shape", "the shape (4, 5)"),
    ("batches", "sizes", torch.chunk, "wrong-shape", "`chunk` wants how many"),
    ("batches", "sizes", lambda X, n: X.split(n)[: len(X) // n], "wrong-shape", "2 rows are lost"),
    ("batches", "sizes", lambda X, n: X.split(n, dim=1), "wrong-shape", "came as (10, 3)"),
    ("batches", "rows", lambda X, n: X.flip(0).split(n), None, "not the rows in order"),
    ("batches", "rows", lambda X, n: X.split(n)[:1], "wrong-shape", "Of 10 rows 4"),
    ("batches", "rows", lambda X, n: [X.sum()], "wrong-shape", "the columns of the table"),
    ("batches", "rows", lambda X, n: [], "wrong-shape", "the columns of the table"),
    ("batches", "sizes", lambda X, n: X, "wrong-shape", "not a tuple or list"),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Function, diagnosis: str | None, words: str
) -> None:
    assert_hears(judge({name: answer}, name), f"{name}/{criterion}", diagnosis, words)


@pytest.mark.parametrize("name", ["to_batch", "standardise", "mse", "scores", "batches"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    verdicts = judge({name: untouched}, name)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, name)} == {"missing-name"}
