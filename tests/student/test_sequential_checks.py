"""The practices of ``lecture/10_sequential_models``: right answers pass, wrong ones hear why."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from judging import judged
from torch import nn

from autograde.exam import Verdict
from autograde.student.checks.sequential import EXAM

Answer = Callable[..., Any]


def judge(answers: dict[str, Any], group: str, seed: int = 0) -> tuple[Verdict, ...]:
    return judged(EXAM, {"nn": nn, "torch": torch, **answers}, group, seed)


def mlp(sizes: list[int], last: tuple[nn.Module, ...] = (), between: Any = nn.ReLU) -> nn.Module:
    layers: list[nn.Module] = []
    for a, b in pairwise(sizes):
        layers += [nn.Linear(a, b), between()]
    return nn.Sequential(*layers[:-1], *last)


def mlp_with_names(sizes: list[int]) -> nn.Module:
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for i, (a, b) in enumerate(pairwise(sizes)):
        if i:
            layers[f"relu{i}"] = nn.ReLU()
        layers[f"linear{i}"] = nn.Linear(a, b)
    return nn.Sequential(layers)


def mlp_of_blocks(sizes: list[int]) -> nn.Module:
    *hidden, last = pairwise(sizes)
    blocks = [nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in hidden]
    return nn.Sequential(*blocks, nn.Linear(*last))


def as_list(sizes: list[int]) -> Any:
    return [nn.Linear(a, b) for a, b in pairwise(sizes)]


def without_biases(sizes: list[int]) -> nn.Module:
    return nn.Sequential(*(nn.Linear(a, b, bias=False) for a, b in pairwise(sizes)))


class Chain(nn.Module):
    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for i, layer in enumerate(self.layers):
            x = layer(x) if i == len(self.layers) - 1 else layer(x).relu()
        return x


class Wrapped(nn.Module):
    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.row = mlp(sizes)

    def forward(self, x: torch.Tensor) -> Any:
        return self.row(x)


class Attributes(nn.Module):
    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.count = len(sizes) - 1
        for i, (a, b) in enumerate(pairwise(sizes)):
            setattr(self, f"layer{i}", nn.Linear(a, b))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for i in range(self.count - 1):
            x = torch.relu(getattr(self, f"layer{i}")(x))
        return getattr(self, f"layer{self.count - 1}")(x)


class InAList(Chain):
    def __init__(self, sizes: list[int]) -> None:
        nn.Module.__init__(self)
        self.layers = as_list(sizes)


class CutOff(Chain):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x).relu()


class Straight(Chain):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


class LastHiddenStraight(Chain):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first, second, third = self.layers
        return third(second(first(x).relu()))


class ForgetsToReturn(Chain):
    def forward(self, x: torch.Tensor) -> None:  # type: ignore[override]
        super().forward(x)


def count_one_by_one(model: nn.Module) -> int:
    total = 0
    for tensor in model.parameters():
        if tensor.requires_grad:
            total += int(np.prod(tensor.shape))
    return total


def save(path: Any, model: nn.Module, mean: torch.Tensor, std: torch.Tensor) -> None:
    torch.save({"model": model.state_dict(), "mean": mean, "std": std}, path)


def load(path: Any, model: nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
    found = torch.load(path)
    model.load_state_dict(found["model"])
    model.eval()
    return found["mean"], found["std"]


def save_in_a_tuple(path: Any, model: nn.Module, mean: torch.Tensor, std: torch.Tensor) -> None:
    torch.save((model.state_dict(), mean, std), path)


def load_from_a_tuple(path: Any, model: nn.Module) -> list[torch.Tensor]:
    state, *scaler = torch.load(path, weights_only=True)
    model.eval().load_state_dict(state)
    return scaler


RIGHT: list[tuple[str, dict[str, Answer]]] = [
    ("mlp", {"mlp": mlp}),
    ("mlp", {"mlp": mlp_with_names}),
    ("mlp", {"mlp": mlp_of_blocks}),
    ("count_parameters", {"count_parameters": count_one_by_one}),
    (
        "count_parameters",
        {"count_parameters": lambda m: sum(p.numel() * p.requires_grad for p in m.parameters())},
    ),
    ("Chain", {"Chain": Chain}),
    ("Chain", {"Chain": Wrapped}),
    ("Chain", {"Chain": Attributes}),
    ("save", {"save": save, "load": load}),
    ("save", {"save": save_in_a_tuple, "load": load_from_a_tuple}),
]


@pytest.mark.parametrize(("group", "answers"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(group: str, answers: dict[str, Answer], seed: int) -> None:
    verdicts = judge(answers, group, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


WRONG: list[tuple[str, str, Answer, str | None, str]] = [
    ("mlp", "sequential", as_list, None, "a sequence of 3, not a network"),
    ("mlp", "sequential", Wrapped, None, "an object of type"),
    ("mlp", "sequential", lambda sizes: mlp(sizes[:-1]), None, "were expected"),
    ("mlp", "sequential", without_biases, "no-bias", "weights but no biases"),
    ("mlp", "logits", lambda sizes: mlp(sizes, (nn.ReLU(),)), "relu-on-logits", "exactly 0"),
    ("mlp", "logits", lambda s: mlp(s, (nn.Softmax(dim=1),)), None, "holds probabilities"),
    ("mlp", "logits", lambda s: mlp(s, between=nn.Identity), None, "the network is linear"),
    ("mlp", "logits", lambda s: mlp(s, between=nn.Sigmoid), None, "not those of these layers"),
    ("mlp", "logits", lambda sizes: None, None, "is a `return` missing?"),
    ("Chain", "parameters", InAList, "no-parameters-registered", "is empty"),
    ("Chain", "logits", CutOff, "relu-on-logits", "exactly 0"),
    ("Chain", "logits", Straight, None, "the network is linear"),
    ("Chain", "logits", LastHiddenStraight, None, "No ReLU stands after hidden layer 2"),
    ("Chain", "logits", ForgetsToReturn, None, "is a `return` missing?"),
    (
        "count_parameters",
        "all",
        lambda m: len(list(m.parameters())),
        None,
        "the number of tensors",
    ),
    (
        "count_parameters",
        "all",
        lambda m: sum(p.numel() for p in m.parameters() if p.ndim > 1),
        "no-bias",
        "The biases are missing",
    ),
    ("count_parameters", "all", lambda m: m.parameters(), None, "not an int"),
    (
        "count_parameters",
        "frozen",
        lambda m: sum(p.numel() for p in m.parameters()),
        None,
        "With the first layer frozen you counted",
    ),
    (
        "count_parameters",
        "shared",
        lambda m: sum(p.numel() for layer in m for p in layer.parameters() if p.requires_grad),
        None,
        "The same layer twice: you counted",
    ),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Answer, diagnosis: str | None, words: str
) -> None:
    verdict = {v.id: v for v in judge({name: answer}, name)}[f"{name}/{criterion}"]
    assert verdict.passed is False
    assert verdict.diagnosis == diagnosis
    assert words in verdict.message


def load_without_eval(path: Any, model: nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
    found = load(path, model)
    model.train()
    return found


def load_the_scaler_only(path: Any, model: nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
    found = torch.load(path)
    return found["mean"], found["std"]


WRONG_FILES: list[tuple[str, Answer, Answer, str]] = [
    ("tensors", lambda path, model, m, s: torch.save((model, m, s), path), load, "refuses"),
    ("tensors", lambda path, model, m, s: None, load, "nothing in the file"),
    ("parameters", save, load_the_scaler_only, "not what was saved: 0.weight"),
    ("mode", save, load_without_eval, "Call its `eval()`"),
    ("scaler", save, lambda path, model: load(path, model)[::-1], "are swapped"),
    ("scaler", save, lambda path, model: None, "(mean, std) was asked for"),
    (
        "scaler",
        lambda path, model, m, s: save(path, model, m / s, s),
        load,
        "The first mean came back as",
    ),
]


@pytest.mark.parametrize(("criterion", "save", "load", "words"), WRONG_FILES)
def test_a_wrong_file_is_noticed(criterion: str, save: Answer, load: Answer, words: str) -> None:
    verdict = {v.id: v for v in judge({"save": save, "load": load}, "save")}[f"save/{criterion}"]
    assert verdict.passed is False
    assert words in verdict.message


class Untouched(nn.Module):
    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        raise NotImplementedError


@pytest.mark.parametrize("group", ["mlp", "count_parameters", "Chain", "save"])
def test_an_untouched_practice_is_not_attempted(group: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    names = {"save": ("save", "load")}.get(group, (group,))
    answers: dict[str, Any] = {name: untouched for name in names}
    if group == "Chain":
        answers = {"Chain": Untouched}
    assert {v.diagnosis for v in judge(answers, group)} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, group)} == {"missing-name"}
