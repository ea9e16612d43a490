"""The practices of ``lecture/00_welcome``: right answers pass, typical wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import pytest
import torch
from judging import judged
from torch import nn

from autograde.student.checks.welcome import EXAM

Function = Callable[..., Any]


judge = partial(judged, EXAM)


def sum_in_a_loop(inputs: list[float], weights: list[float], bias: float) -> float:
    total = 0.0
    for i in range(len(inputs)):
        total += inputs[i] * weights[i]
    return total + bias


def edges(sizes: list[int]) -> int:
    return sum(a * b for a, b in pairwise(sizes))


def count_in_a_loop(sizes: list[int]) -> int:
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i - 1] * sizes[i] + sizes[i]
    return total


def count_in_a_model(sizes: list[int]) -> int:
    model = nn.Sequential(*(nn.Linear(a, b) for a, b in pairwise(sizes)))
    return sum(p.numel() for p in model.parameters())


RIGHT: list[tuple[str, Function]] = [
    ("weighted_sum", sum_in_a_loop),
    ("weighted_sum", lambda x, w, b: np.dot(x, w) + b),
    ("weighted_sum", lambda x, w, b: torch.tensor(x) @ torch.tensor(w) + b),
    ("count_parameters", count_in_a_loop),
    ("count_parameters", count_in_a_model),
    ("count_parameters", lambda sizes: np.sum((np.array(sizes[:-1]) + 1) * sizes[1:])),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Function, seed: int) -> None:
    verdicts = judge({name: answer}, name, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


WRONG: list[tuple[str, Function, str]] = [
    ("weighted_sum/number", lambda x, w, b: None, "is a `return` missing?"),
    ("weighted_sum/number", lambda x, w, b: [b], "one number was asked for"),
    ("weighted_sum/number", lambda x, w, b: np.multiply(x, w) + b, "one number was asked for"),
    ("weighted_sum/number", lambda x, w, b: True, "one number was asked for"),
    ("weighted_sum/number", lambda x, w, b: x * w, "can't multiply sequence"),
    ("weighted_sum/value", lambda x, w, b: np.dot(x, w), "the bias is not added"),
    ("weighted_sum/value", lambda x, w, b: np.dot(x, w) - b, "the bias is subtracted"),
    ("weighted_sum/value", lambda x, w, b: np.sum(np.multiply(x, w) + b), "Add it once"),
    ("weighted_sum/value", lambda x, w, b: sum(x) * sum(w) + b, "a weight of its own"),
    ("weighted_sum/value", lambda x, w, b: 5.0, "was expected"),
    ("count_parameters/number", lambda sizes: None, "is a `return` missing?"),
    ("count_parameters/number", lambda sizes: 2.5, "no whole number"),
    ("count_parameters/value", edges, "biases are missing"),
    ("count_parameters/value", lambda sizes: sum(sizes[1:]), "weights are missing"),
    ("count_parameters/value", lambda sizes: edges(sizes) + sum(sizes), "inputs have no bias"),
    ("count_parameters/value", lambda sizes: 26, "was expected"),
]


@pytest.mark.parametrize(("criterion", "answer", "words"), WRONG)
def test_a_wrong_answer_hears_why(criterion: str, answer: Function, words: str) -> None:
    name = criterion.partition("/")[0]
    verdict = {verdict.id: verdict for verdict in judge({name: answer}, name)}[criterion]
    assert verdict.passed is False
    assert words in verdict.message


def test_edges_across_all_layers_are_told_where_there_are_three() -> None:
    def across(sizes: list[int]) -> int:
        return prod(sizes) + sum(sizes[1:])

    verdict = judge({"count_parameters": across}, "count_parameters")[1]
    assert "to the next one only" in verdict.message


@pytest.mark.parametrize("name", ["weighted_sum", "count_parameters"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    verdicts = judge({name: untouched}, name)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, name)} == {"missing-name"}
