"""The practices of ``lecture/04_linear_regression``: right answers pass, wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from judging import judged
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

from autograde.exam import Verdict
from autograde.student.checks.regression import EXAM

Function = Callable[..., Any]
Tensor = torch.Tensor

#: What the notebook's first cell brings.
NOTEBOOK = {"nn": nn, "optim": optim, "DataLoader": DataLoader, "TensorDataset": TensorDataset}


def judge(name: str, answer: Function | None, seed: int = 0) -> tuple[Verdict, ...]:
    namespace = NOTEBOOK | ({name: answer} if answer else {})
    return judged(EXAM, namespace, name, seed)


def predict_in_a_line(x: Tensor, weight: Tensor, bias: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    return ((x - mean) / std) @ weight + bias


def predict_by_hand(x: Tensor, weight: Tensor, bias: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    return (((x - mean) / std) * weight).sum(dim=1) + bias


def line_by_covariance(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    weight = torch.cov(torch.stack([x, y]))[0, 1] / x.var()
    return weight, y.mean() - weight * x.mean()


def line_by_lstsq(x: Tensor, y: Tensor) -> list[float]:
    table = torch.stack([x, torch.ones_like(x)], dim=1)
    solution: list[float] = torch.linalg.lstsq(table, y[:, None]).solution.flatten().tolist()
    return solution


def step_zero_first(model: nn.Module, optimizer: optim.Optimizer, x: Tensor, y: Tensor) -> float:
    optimizer.zero_grad()
    loss = nn.MSELoss()(model(x).flatten(), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def step_zero_last(model: nn.Module, optimizer: optim.Optimizer, x: Tensor, y: Tensor) -> float:
    loss = (model(x)[:, 0] - y).square().mean()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


def step_of(
    pairs: bool = False,
    zero: bool = True,
    backward: bool = True,
    step: bool = True,
    early: bool = False,
    cut: bool = False,
    result: Function = lambda loss: loss.item(),
) -> Function:
    """A ``train_step`` with the faults that are named."""

    def train_step(model: nn.Module, optimizer: optim.Optimizer, x: Tensor, y: Tensor) -> Any:
        answer = model(x) if pairs else model(x).squeeze(-1)
        if cut:
            answer = answer.detach().requires_grad_()
        loss = (answer - y).square().mean()
        if zero:
            optimizer.zero_grad()
        if early:
            optimizer.step()
        if backward:
            loss.backward()
        if step and not early:
            optimizer.step()
        return result(loss)

    return train_step


def fit_of(
    weighted: bool = True,
    last: bool = False,
    summed: bool = False,
    zero: bool = True,
    step: bool = True,
    own: bool = False,
    pairs: bool = False,
    kept: bool = False,
    result: Function = lambda loss: loss.item(),
) -> Function:
    """A ``fit`` with the faults that are named."""

    def fit(model: nn.Module, loader: Any, epochs: int, lr: float) -> Any:
        trained = nn.Linear(3, 1) if own else model
        optimizer = optim.SGD(trained.parameters(), lr=lr)
        history, total, rows = [], 0.0, 0
        for _ in range(epochs):
            if not kept:
                total, rows = 0.0, 0
            for x, y in loader:
                answer = trained(x) if pairs else trained(x).squeeze(-1)
                loss = (answer - y).square().mean()
                loss.backward()
                if step:
                    optimizer.step()
                if zero:
                    optimizer.zero_grad()
                total += loss.item() * (len(x) if weighted else 1)
                rows += len(x) if weighted else 1
            history.append(result(loss) if last else total if summed else total / rows)
        return history

    return fit


RIGHT: list[tuple[str, Function]] = [
    ("predict", predict_in_a_line),
    ("predict", predict_by_hand),
    ("best_line", line_by_covariance),
    ("best_line", line_by_lstsq),
    ("train_step", step_zero_first),
    ("train_step", step_zero_last),
    ("fit", fit_of()),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Function, seed: int) -> None:
    verdicts = judge(name, answer, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


def own_scale(x: Tensor, weight: Tensor, bias: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    deviation = x.std(dim=0, correction=0)
    deviation[deviation == 0] = 1
    return (x - x.mean(dim=0)) / deviation @ weight + bias


def nothing(*args: Any) -> None:
    return None


WRONG: list[tuple[str, str, Function, str | None, str]] = [
    ("predict", "values", own_scale, "scaler-leakage", "their own mean"),
    ("predict", "values", lambda x, w, b, m, s: x @ w + b, None, "standardise them first"),
    ("predict", "values", lambda x, w, b, m, s: (x - m) / s @ w, None, "bias is missing"),
    ("predict", "values", lambda x, w, b, m, s: (x - m) * s @ w + b, None, "divided by it"),
    ("predict", "values", lambda x, w, b, m, s: (m - x) / s @ w + b, None, "not the values"),
    (
        "predict",
        "shape",
        lambda x, w, b, m, s: ((x - m) / s @ w + b)[:, None],
        "wrong-shape",
        "the shape (6, 1)",
    ),
    ("predict", "shape", nothing, None, "is a `return` missing?"),
    ("best_line", "values", lambda x, y: line_by_lstsq(x, y)[::-1], None, "weight comes first"),
    (
        "best_line",
        "values",
        lambda x, y: ((x * y).sum() / (x * x).sum(), 0.0),
        None,
        "through the origin",
    ),
    (
        "best_line",
        "values",
        lambda x, y: (line_by_lstsq(x, y)[0], y.mean()),
        None,
        "The weight is right",
    ),
    ("best_line", "values", lambda x, y: (1.0, 2.0), None, "the best one has"),
    ("best_line", "pair", lambda x, y: x.mean(), "wrong-shape", "not a weight and a bias"),
    ("best_line", "pair", lambda x, y: (x, y), "wrong-shape", "where one number belongs"),
    ("best_line", "pair", nothing, None, "is a `return` missing?"),
    ("train_step", "moves", step_of(pairs=True), "shape-broadcast", "every target"),
    ("train_step", "moves", step_of(step=False), "no-optimizer-step", "no optimizer stepped"),
    ("train_step", "moves", step_of(early=True), "step-before-backward", "found no gradient"),
    ("train_step", "moves", step_of(cut=True), "gradient-detached", "no gradient other than 0"),
    ("train_step", "moves", step_of(backward=False), "step-before-backward", "found no gradient"),
    ("train_step", "fresh", step_of(zero=False), "no-zero-grad", "added to that of the first"),
    ("train_step", "loss", step_of(result=lambda loss: loss), "wrong-dtype", "`loss.item()`"),
    ("train_step", "loss", step_of(result=lambda loss: None), None, "is a `return` missing?"),
    ("train_step", "loss", step_of(result=lambda loss: loss.item() * 2), None, "It returned"),
    ("fit", "trains", fit_of(own=True), "model-recreated-each-epoch", "a model of its own"),
    ("fit", "trains", fit_of(step=False), "no-optimizer-step", "no optimizer stepped"),
    ("fit", "trains", fit_of(zero=False), "no-zero-grad", "an earlier step"),
    ("fit", "trains", fit_of(pairs=True), "shape-broadcast", "the mean of the targets"),
    ("fit", "history", fit_of(last=True), "loss-of-last-batch", "the loss of the last batch"),
    ("fit", "history", fit_of(weighted=False), None, "the mean of the batches"),
    ("fit", "history", fit_of(summed=True), None, "a sum"),
    ("fit", "history", fit_of(summed=True, kept=True), None, "start its sum at 0"),
    ("fit", "length", fit_of(last=True, result=lambda loss: loss), "wrong-dtype", "holds tensors"),
    ("fit", "length", lambda m, loader, e, lr: [1.0], "wrong-shape", "gave 1 entries"),
    ("fit", "length", nothing, None, "is a `return` missing?"),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
@pytest.mark.filterwarnings("ignore:Using a target size")
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Function, diagnosis: str | None, words: str
) -> None:
    verdicts = {verdict.id: verdict for verdict in judge(name, answer)}
    verdict = verdicts[f"{name}/{criterion}"]
    assert words in verdict.message
    assert verdict.diagnosis == diagnosis
    assert verdict.passed is False


@pytest.mark.parametrize("name", ["predict", "best_line", "train_step", "fit"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    assert {v.diagnosis for v in judge(name, untouched)} == {"not-attempted"}
    assert {v.diagnosis for v in judge(name, None)} == {"missing-name"}
