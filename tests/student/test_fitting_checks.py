"""The practices of ``lecture/03_from_numpy_to_nn``: right answers pass, wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from judging import judged
from torch import nn
from torch.nn import functional

from autograde.exam import LocalCandidate, Verdict
from autograde.student.checks.fitting import EXAM


def leaf(values: torch.Tensor) -> torch.Tensor:
    return values.clone().requires_grad_()


class LinearModel(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 1)

    def forward(self, features: torch.Tensor) -> Any:
        return self.linear(features).squeeze(-1)


#: What the notebook itself defines and the checks make use of.
GIVEN = {"leaf": leaf, "LinearModel": LinearModel}


def judge(name: str, answer: Any, seed: int = 0) -> tuple[Verdict, ...]:
    return judged(EXAM, GIVEN | {name: answer}, name, seed)


def cubic(theta: Any, x: Any) -> Any:
    return theta[0] + theta[1] * x + theta[2] * x**2 + theta[3] * x**3


def gradients_one_by_one(theta: Any, x: Any, y: Any) -> Any:
    error = cubic(theta, x) - y
    return tuple(np.sum(2 * error * x**k) for k in range(4))


def gradients_by_matrix(theta: Any, x: Any, y: Any) -> Any:
    X = np.vander(x, 4, increasing=True)
    return 2 * X.T @ (X @ theta - y)


def gradients_of(factor: float) -> Callable[..., Any]:
    return lambda theta, x, y: factor * gradients_by_matrix(theta, x, y)


def gradients_summed_apart(theta: Any, x: Any, y: Any) -> Any:
    return np.array([2 * np.sum(cubic(theta, x) - y) * np.sum(x**k) for k in range(4)])


def gradients_all_alike(theta: Any, x: Any, y: Any) -> Any:
    return np.full(4, gradients_by_matrix(theta, x, y)[0])


def descend(theta: Any, x: Any, y: Any, lr: float) -> Any:
    loss = (cubic(theta, x) - y).square().sum()
    loss.backward()
    with torch.no_grad():
        theta -= lr * theta.grad
        theta.grad.zero_()
    return loss.item()


def descend_without_backward(theta: Any, x: Any, y: Any, lr: float) -> float:
    loss = (cubic(theta, x) - y).pow(2).sum()
    (slope,) = torch.autograd.grad(loss, theta)
    with torch.no_grad():
        theta.sub_(lr * slope)
    return float(loss.item())


def descend_with_optim(theta: Any, x: Any, y: Any, lr: float) -> float:
    optimizer = torch.optim.SGD([theta], lr=lr)
    optimizer.zero_grad()
    loss = functional.mse_loss(cubic(theta, x), y, reduction="sum")
    loss.backward()
    optimizer.step()
    return loss.item()


def descend_by_data(theta: Any, x: Any, y: Any, lr: float) -> float:
    theta.grad = None
    loss = (cubic(theta, x) - y).pow(2).sum()
    loss.backward()
    theta.data -= lr * theta.grad
    return loss.item()


def descend_gathering(theta: Any, x: Any, y: Any, lr: float) -> float:
    loss = (cubic(theta, x) - y).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        theta -= lr * theta.grad
    return loss.item()


def descend_by_name(theta: Any, x: Any, y: Any, lr: float) -> float:
    loss = (cubic(theta, x) - y).pow(2).sum()
    loss.backward()
    old = theta
    theta = theta - lr * theta.grad
    old.grad = None
    return loss.item()


def descend_watched(theta: Any, x: Any, y: Any, lr: float) -> float:
    loss = (cubic(theta, x) - y).pow(2).sum()
    loss.backward()
    theta -= lr * theta.grad
    return loss.item()


def descend_scaled(factor: float) -> Callable[..., Any]:
    def step(theta: Any, x: Any, y: Any, lr: float) -> float:
        return descend(theta, x, y, factor if factor > 1 else factor * lr)

    return step


def descend_on_the_mean(theta: Any, x: Any, y: Any, lr: float) -> float:
    return descend(theta, x, y, lr / len(x)) / len(x)


def descend_then(returns: Callable[[float], Any]) -> Callable[..., Any]:
    return lambda theta, x, y, lr: returns(descend(theta, x, y, lr))


def descend_telling_the_loss_after(theta: Any, x: Any, y: Any, lr: float) -> float:
    descend(theta, x, y, lr)
    return float((cubic(theta, x) - y).square().sum())


class OneParameter(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.theta = nn.Parameter(torch.zeros(4))

    def forward(self, x: torch.Tensor) -> Any:
        return cubic(self.theta, x)


class FourParameters(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b, self.c, self.d = (nn.Parameter(torch.randn(())) for _ in range(4))

    def forward(self, x: torch.Tensor) -> Any:
        return cubic((self.a, self.b, self.c, self.d), x)


class OneLinear(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 1)

    def forward(self, x: torch.Tensor) -> Any:
        return self.linear(torch.stack([x, x**2, x**3], dim=1)).flatten()


class Column(OneLinear):
    def forward(self, x: torch.Tensor) -> Any:
        return super().forward(x).unsqueeze(-1)


class NoBias(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 1, bias=False)

    def forward(self, x: torch.Tensor) -> Any:
        return self.linear(torch.stack([x, x**2, x**3], dim=1)).squeeze(-1)


class TwiceTheConstant(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 1)

    def forward(self, x: torch.Tensor) -> Any:
        return self.linear(torch.stack([x**0, x, x**2, x**3], dim=1)).squeeze(-1)


class PlainTensors(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.theta = torch.randn(4)

    def forward(self, x: torch.Tensor) -> Any:
        return cubic(self.theta, x)


class NoModule:
    def __init__(self) -> None:
        self.theta = torch.randn(4)

    def forward(self, x: torch.Tensor) -> Any:
        return cubic(self.theta, x)


class WrongPowers(OneParameter):
    def forward(self, x: torch.Tensor) -> Any:
        return self.theta[0] + self.theta[1] * x + self.theta[2] * x**2 + self.theta[3] * x**4


class Detached(OneParameter):
    def forward(self, x: torch.Tensor) -> Any:
        return cubic(self.theta * 2, x)


class EmptyPolynomial(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        raise NotImplementedError


def fit_with(
    optimizer: Callable[..., Any] = torch.optim.SGD,
    *,
    clear: bool = True,
    step: bool = True,
    early: bool = False,
    other: bool = False,
    cut: bool = False,
    loss_fn: Callable[..., torch.Tensor] = functional.mse_loss,
    note: Callable[[torch.Tensor], Any] = torch.Tensor.item,
) -> Callable[..., Any]:
    """A training loop, right but for what is asked for."""

    def fit(model: Any, X: Any, y: Any, lr: float, steps: int) -> list[Any]:
        chosen = optimizer((LinearModel() if other else model).parameters(), lr=lr)
        history = []
        for _ in range(steps):
            if clear:
                chosen.zero_grad()
            if early:
                chosen.step()
            prediction = model(X)
            if cut:
                prediction = prediction.detach().requires_grad_()
            loss = loss_fn(prediction, y)
            loss.backward()
            if step and not early:
                chosen.step()
            history.append(note(loss))
        return history

    return fit


def fit_by_hand(model: Any, X: Any, y: Any, lr: float, steps: int) -> list[float]:
    history = []
    for _ in range(steps):
        loss = (model(X) - y).square().mean()
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
        history.append(loss.item())
    return history


def fit_a_model_of_its_own(model: Any, X: Any, y: Any, lr: float, steps: int) -> Any:
    return fit_with()(LinearModel(), X, y, lr, steps)


def fit_then(returns: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda model, X, y, lr, steps: returns(fit_with()(model, X, y, lr, steps))


RIGHT: list[tuple[str, Any]] = [
    ("gradients", gradients_one_by_one),
    ("gradients", gradients_by_matrix),
    ("descend", descend),
    ("descend", descend_without_backward),
    ("descend", descend_with_optim),
    ("descend", descend_by_data),
    ("Polynomial3", OneParameter),
    ("Polynomial3", FourParameters),
    ("Polynomial3", OneLinear),
    ("fit", fit_with()),
    ("fit", fit_with(torch.optim.Adam)),
    ("fit", fit_with(torch.optim.RMSprop)),
    ("fit", fit_by_hand),
    ("fit", fit_then(tuple)),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Any, seed: int) -> None:
    verdicts = judge(name, answer, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


WRONG: list[tuple[str, str, Any, str | None, str]] = [
    ("gradients", "values", gradients_of(0.5), None, "a factor 2"),
    ("gradients", "values", gradients_of(-1), None, "prediction minus target"),
    ("gradients", "values", gradients_of(1 / 30), None, "of the mean"),
    ("gradients", "values", lambda *a: gradients_by_matrix(*a)[::-1], None, "a, b, c, d"),
    ("gradients", "values", gradients_summed_apart, None, "point by point"),
    ("gradients", "values", gradients_all_alike, None, "x, x² and x³ as a factor"),
    ("gradients", "values", gradients_of(3), None, "but not the values"),
    ("gradients", "shape", lambda *a: gradients_by_matrix(*a)[:3], "wrong-shape", "(3,)"),
    ("gradients", "shape", lambda t, x, y: 2 * (cubic(t, x) - y), "wrong-shape", "(30,)"),
    ("gradients", "shape", lambda t, x, y: (x, x, x, x), "wrong-shape", "among the four numbers"),
    ("gradients", "shape", lambda *a: None, None, "is a `return` missing?"),
    ("gradients", "shape", lambda t, x, y: t @ x, "crashed", "raised ValueError"),
    ("descend", "step", descend_by_name, None, "change it in place"),
    ("descend", "step", descend_watched, "crashed", "in-place operation"),
    ("descend", "step", descend_scaled(-1), None, "uphill"),
    ("descend", "step", descend_scaled(1.0001), None, "multiply it by `lr`"),
    ("descend", "step", descend_scaled(0.5), None, "The step should be"),
    ("descend", "step", descend_on_the_mean, None, "the mean of the squares"),
    ("descend", "loss", descend_on_the_mean, None, "the mean of the squares"),
    ("descend", "fresh", descend_gathering, "no-zero-grad", "the sum of all gradients"),
    ("descend", "fresh", descend_by_name, None, "change it in place"),
    ("descend", "loss", descend_then(torch.tensor), "wrong-dtype", "You return a tensor"),
    ("descend", "loss", descend_then(lambda loss: None), None, "is a `return` missing?"),
    ("descend", "loss", descend_then(lambda loss: 3 * loss), None, "the summed squares are"),
    ("descend", "loss", descend_telling_the_loss_after, None, "after the step"),
    ("Polynomial3", "shape", Column, "wrong-shape", "shape (12, 1)"),
    ("Polynomial3", "module", NoBias, "no-bias", "3 parameters"),
    ("Polynomial3", "module", TwiceTheConstant, None, "5 parameters"),
    ("Polynomial3", "module", PlainTensors, "no-parameters-registered", "is empty"),
    ("Polynomial3", "module", NoModule, "not-a-module", "no `nn.Module`"),
    ("Polynomial3", "values", WrongPowers, None, "No cubic runs through"),
    ("Polynomial3", "values", Detached, None, "The parameters were set to"),
    ("fit", "updates", fit_with(step=False), "no-optimizer-step", "no optimizer stepped"),
    ("fit", "updates", fit_with(other=True), "stale-optimizer", "none of the parameters"),
    ("fit", "updates", fit_with(cut=True), "gradient-detached", "no gradient"),
    ("fit", "updates", fit_a_model_of_its_own, "model-recreated-each-epoch", "never called"),
    ("fit", "gradients", fit_with(clear=False), "no-zero-grad", "was added to one"),
    ("fit", "gradients", fit_with(early=True), "step-before-backward", "found no gradient"),
    ("fit", "history", fit_then(lambda h: h[-1]), "wrong-shape", "a list was asked for"),
    ("fit", "history", fit_then(lambda h: h[1:]), "wrong-shape", "60 steps gave 59 losses"),
    ("fit", "history", fit_then(lambda h: ["?"] * 60), "wrong-dtype", "no numbers"),
    ("fit", "history", fit_then(lambda h: [2 * v for v in h]), None, "before the first step"),
    ("fit", "history", fit_with(note=torch.Tensor.clone), "wrong-dtype", "holds tensors"),
    (
        "fit",
        "history",
        fit_then(lambda h: [40 * v for v in h]),
        None,
        "the sum of the squares",
    ),
    (
        "fit",
        "updates",
        lambda model, X, y, lr, steps: fit_with()(model, X, y, 0.1, steps),
        None,
        "`lr` is not used",
    ),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Any, diagnosis: str | None, words: str
) -> None:
    verdicts = {verdict.id: verdict for verdict in judge(name, answer)}
    verdict = verdicts[f"{name}/{criterion}"]
    assert verdict.passed is False
    assert verdict.diagnosis == diagnosis, verdict.message
    assert words in verdict.message


@pytest.mark.parametrize("name", ["gradients", "descend", "Polynomial3", "fit"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any, **kwargs: Any) -> None:
        raise NotImplementedError

    verdicts = judge(name, EmptyPolynomial if name == "Polynomial3" else untouched)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    with LocalCandidate({}) as candidate:
        points = dict.fromkeys(EXAM.criteria, 1.0)
        missing = EXAM.run(candidate, np.random.default_rng(0), points, {}, name)
    assert {v.diagnosis for v in missing} == {"missing-name"}
