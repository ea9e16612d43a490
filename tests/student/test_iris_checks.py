"""The practices of ``lecture/06_iris_mlp``: right answers pass, typical wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from judging import assert_hears, judged
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn import functional

from autograde.student.checks.iris import EXAM

Answer = Callable[..., Any]


judge = partial(judged, EXAM)


def accuracy_in_a_loop(logits: torch.Tensor, labels: torch.Tensor) -> float:
    right = 0
    for row, label in zip(logits, labels, strict=True):
        right += int(row.argmax() == label)
    return right / len(labels)


def epoch_mean_in_a_loop(means: list[float], sizes: list[int]) -> float:
    total, rows = 0.0, 0
    for mean, size in zip(means, sizes, strict=True):
        total += mean * size
        rows += size
    return total / rows


def split(X: Any, y: Any, seed: int, first: Any = "y", second: Any = "y") -> tuple[Any, ...]:
    rest, X_test, rest_y, y_test = train_test_split(
        X, y, test_size=0.2, stratify=y if first else None, random_state=seed
    )
    X_train, X_val, y_train, y_val = train_test_split(
        rest, rest_y, test_size=0.25, stratify=rest_y if second else None, random_state=seed
    )
    return X_train, X_val, X_test, y_train, y_val, y_test


def split_class_by_class(X: Any, y: Any, seed: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    parts: list[list[Any]] = [[], [], []]
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        for part, chosen in zip(
            parts, np.split(rows, [int(0.6 * len(rows)), int(0.8 * len(rows))]), strict=True
        ):
            part.append(chosen)
    rows_of = [torch.tensor(np.concatenate(part)) for part in parts]
    table, labels = torch.tensor(X), torch.tensor(y)
    return (*(table[rows] for rows in rows_of), *(labels[rows] for rows in rows_of))


def split_in_sklearns_order(X: Any, y: Any, seed: int) -> tuple[Any, ...]:
    X_train, X_val, X_test, y_train, y_val, y_test = split(X, y, seed)
    return X_train, y_train, X_val, y_val, X_test, y_test


def split_with_overlap(X: Any, y: Any, seed: int) -> tuple[Any, ...]:
    X_train, _, X_test, y_train, _, y_test = split(X, y, seed)
    return X_train, X_train[:20], X_test, y_train, y_train[:20], y_test


def split_without_labels(X: Any, y: Any, seed: int) -> tuple[Any, ...]:
    parts = split(X, y, seed)
    return (*parts[:3], np.sort(parts[3]), *parts[4:])


class Linears(nn.Module):
    def __init__(self, n_inputs: int, n_hidden: int, n_classes: int) -> None:
        super().__init__()
        self.one = nn.Linear(n_inputs, n_hidden)
        self.two = nn.Linear(n_hidden, n_hidden)
        self.three = nn.Linear(n_hidden, n_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.three(torch.relu(self.two(torch.relu(self.one(x)))))


class Backwards(nn.Module):
    def __init__(self, n_inputs: int, n_hidden: int, n_classes: int) -> None:
        super().__init__()
        self.out = nn.Linear(n_hidden, n_classes)
        self.second = nn.Sequential(nn.Linear(n_hidden, n_hidden), nn.ReLU())
        self.first = nn.Sequential(nn.Linear(n_inputs, n_hidden), nn.ReLU())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(self.second(self.first(x)))


class Softened(Linears):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x).softmax(dim=1)


class Cut(Linears):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x).relu()


class Straight(Linears):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.three(self.two(self.one(x)))


class HalfStraight(Linears):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.three(torch.relu(self.two(self.one(x))))


class Bent(Linears):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.three(torch.tanh(self.two(torch.tanh(self.one(x)))))


class Listed(Linears):
    def __init__(self, n_inputs: int, n_hidden: int, n_classes: int) -> None:
        nn.Module.__init__(self)
        self.layers = [nn.Linear(n_inputs, n_hidden), nn.Linear(n_hidden, n_classes)]


class OneHidden(Linears):
    def __init__(self, n_inputs: int, n_hidden: int, n_classes: int) -> None:
        nn.Module.__init__(self)
        self.one, self.two = nn.Linear(n_inputs, n_hidden), nn.Linear(n_hidden, n_classes)


class Plain:
    def __init__(self, *sizes: int) -> None:
        self.layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]


class Silent(Linears):
    def forward(self, x: torch.Tensor) -> None:  # type: ignore[override]
        super().forward(x)


RIGHT: list[tuple[str, Answer]] = [
    ("accuracy", lambda z, t: (z.argmax(dim=1) == t).float().mean().item()),
    ("accuracy", lambda z, t: (z.max(1).indices == t).sum().item() / len(t)),
    ("accuracy", lambda z, t: float(np.mean(z.numpy().argmax(1) == t.numpy()))),
    ("accuracy", accuracy_in_a_loop),
    ("epoch_mean", epoch_mean_in_a_loop),
    ("epoch_mean", lambda means, sizes: float(np.average(means, weights=sizes))),
    ("split", split),
    ("split", split_class_by_class),
    ("MLP", Linears),
    ("MLP", Backwards),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Answer, seed: int) -> None:
    verdicts = judge({name: answer}, name, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


WRONG: list[tuple[str, str, Answer, str | None, str]] = [
    (
        "accuracy",
        "number",
        lambda z, t: (z.argmax(dim=1) == t).float().mean(),
        None,
        "`.item()` makes a plain number",
    ),
    ("accuracy", "value", lambda z, t: (z.argmax(0) == t).sum().item(), "wrong-shape", "match"),
    ("accuracy", "value", lambda z, t: (z.argmax(1) == t).sum().item(), None, "divide it by 40"),
    (
        "accuracy",
        "value",
        lambda z, t: 100 * (z.argmax(1) == t).float().mean().item(),
        None,
        "not per cent",
    ),
    (
        "accuracy",
        "value",
        lambda z, t: (z.argmax(1) != t).float().mean().item(),
        None,
        "share of wrong rows",
    ),
    ("accuracy", "value", lambda z, t: 0.5, None, "you returned 0.5"),
    ("accuracy", "value", lambda z, t: z.argmax(1) == t, "wrong-shape", "not a single number"),
    ("accuracy", "value", lambda z, t: None, None, "is a `return` missing?"),
    (
        "epoch_mean",
        "value",
        lambda means, sizes: sum(means) / len(means),
        None,
        "Your batch of 4 counts as much as one of 32",
    ),
    (
        "epoch_mean",
        "value",
        lambda means, sizes: sum(means) / sum(sizes),
        None,
        "multiply each by its batch size",
    ),
    (
        "epoch_mean",
        "value",
        lambda means, sizes: sum(m * n for m, n in zip(means, sizes, strict=True)),
        None,
        "divide it by 100",
    ),
    (
        "epoch_mean",
        "number",
        lambda m, n: (torch.tensor(m) * torch.tensor(n)).sum() / sum(n),
        None,
        "`.item()` makes a plain number",
    ),
    ("epoch_mean", "value", lambda means, sizes: means, None, "a sequence of 4"),
    ("split", "classes", lambda X, y, s: split(X, y, s, second=None), "not-stratified", "share"),
    ("split", "classes", lambda X, y, s: split(X, y, s, None, None), "not-stratified", "share"),
    ("split", "sizes", split_in_sklearns_order, "wrong-shape", "X_val was expected to be (20, 4)"),
    ("split", "sizes", lambda X, y, s: split(X, y, s)[:4], None, "six parts were asked for"),
    ("split", "rows", split_with_overlap, "train-test-overlap", "20 rows stand in more"),
    ("split", "rows", split_without_labels, None, "no longer belong together"),
    ("split", "rows", lambda X, y, s: split(0 * X, y, s), None, "not in the table"),
    ("split", "seed", lambda X, y, s: split(X, y, 1), None, "`seed` is not used"),
    (
        "split",
        "seed",
        lambda X, y, s: split(X, y, int(np.random.randint(99_999))),
        None,
        "With the same seed twice",
    ),
    ("MLP", "logits", Softened, None, "`CrossEntropyLoss` has the softmax built in"),
    ("MLP", "logits", Cut, "relu-on-logits", "are exactly 0"),
    ("MLP", "logits", Straight, None, "the network is linear"),
    ("MLP", "logits", HalfStraight, None, "after hidden layer 1"),
    ("MLP", "logits", Bent, None, "not those of these layers"),
    ("MLP", "logits", Silent, None, "is a `return` missing?"),
    ("MLP", "parameters", Listed, "no-parameters-registered", "is empty"),
    ("MLP", "parameters", OneHidden, None, "(7, 5), (7,), (3, 7), (3,)"),
    ("MLP", "parameters", Plain, "not-a-module", "no `nn.Module`"),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Answer, diagnosis: str | None, words: str
) -> None:
    assert_hears(judge({name: answer}, name), f"{name}/{criterion}", diagnosis, words)


class Untouched(nn.Module):
    def __init__(self, n_inputs: int, n_hidden: int, n_classes: int) -> None:
        super().__init__()
        raise NotImplementedError


@pytest.mark.parametrize("name", ["accuracy", "epoch_mean", "split", "MLP"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    verdicts = judge({name: Untouched if name == "MLP" else untouched}, name)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, name)} == {"missing-name"}


def test_functional_layers_count_as_well() -> None:
    class Parameters(nn.Module):
        def __init__(self, n_inputs: int, n_hidden: int, n_classes: int) -> None:
            super().__init__()
            sizes = [(n_hidden, n_inputs), (n_hidden, n_hidden), (n_classes, n_hidden)]
            self.W = nn.ParameterList(torch.randn(shape) for shape in sizes)
            self.b = nn.ParameterList(torch.zeros(shape[0]) for shape in sizes)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            for W, b in zip(self.W[:2], self.b[:2], strict=True):
                x = functional.linear(x, W, b).relu()
            return functional.linear(x, self.W[2], self.b[2])

    assert all(v.passed for v in judge({"MLP": Parameters}, "MLP"))
