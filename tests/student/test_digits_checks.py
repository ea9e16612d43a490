"""The practices of ``lecture/11_digits_mlp``: right answers pass, typical wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from judging import judged
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD, Adam, AdamW, Optimizer
from torch.utils.data import DataLoader, TensorDataset

from autograde.exam import LocalCandidate, Verdict
from autograde.student.checks.digits import EXAM

Function = Callable[..., Any]
Loader = DataLoader[tuple[Tensor, ...]]


class MLP(nn.Module):
    """The notebook's model."""

    def __init__(self, n_inputs: int, n_hidden: int, n_classes: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(n_inputs, n_hidden)
        self.output = nn.Linear(n_hidden, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.output(torch.relu(self.hidden(x)))
        return scores


def loss_of(model: nn.Module, X: Tensor, y: Tensor) -> Tensor:
    return functional.cross_entropy(model(X), y)


#: What the notebook has defined before the practices.
LESSON = {
    "MLP": MLP,
    "loss_of": loss_of,
    "AdamW": AdamW,
    "DataLoader": DataLoader,
    "TensorDataset": TensorDataset,
}


def judge(answers: dict[str, Any], group: str, seed: int = 0) -> tuple[Verdict, ...]:
    return judged(EXAM, LESSON | answers, group, seed)


def negative_log_likelihood(logits: Tensor, targets: Tensor) -> Tensor:
    return -logits.log_softmax(dim=1).gather(1, targets[:, None]).mean()


class OwnLoss(nn.Module):
    def forward(self, logits: Tensor, targets: Tensor) -> Tensor:
        return functional.nll_loss(functional.log_softmax(logits, dim=1), targets)


class OwnMomentum(Optimizer):
    """Momentum written by hand."""

    def __init__(self, model: nn.Module, lr: float) -> None:
        super().__init__(model.parameters(), {"lr": lr})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for p in group["params"]:
                velocity = self.state[p].setdefault("velocity", torch.zeros_like(p))
                velocity.mul_(0.9).add_(p.grad)
                p.sub_(group["lr"] * velocity)


def epoch_by_batches(model: nn.Module, loader: Loader, optimizer: Optimizer) -> float:
    model.train()
    losses, sizes = [], []
    for X, y in loader:
        loss = functional.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        sizes.append(len(y))
    return float(np.average(losses, weights=sizes))


def epoch_by_rows(model: nn.Module, loader: Loader, optimizer: Optimizer) -> float:
    model.train()
    summed, rows = torch.zeros(()), 0
    for X, y in loader:
        loss = loss_of(model, X, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        summed += loss.detach() * len(X)
        rows += len(X)
    return (summed / rows).item()


def confusion_by_index(logits: Tensor, targets: Tensor) -> Tensor:
    k = logits.shape[1]
    return torch.bincount(targets * k + logits.argmax(1), minlength=k * k).reshape(k, k)


def confusion_by_loops(logits: Tensor, targets: Tensor) -> Tensor:
    said = logits.argmax(dim=1)
    classes = range(logits.shape[1])
    return torch.tensor(
        [[((targets == i) & (said == j)).sum().item() for j in classes] for i in classes]
    )


RIGHT: list[tuple[str, Function]] = [
    ("make_loss", nn.CrossEntropyLoss),
    ("make_loss", OwnLoss),
    ("make_loss", lambda: negative_log_likelihood),
    ("make_loss", lambda: functional.cross_entropy),
    ("make_optimizer", lambda model, lr: SGD(model.parameters(), lr=lr, momentum=0.9)),
    ("make_optimizer", lambda model, lr: SGD(list(model.parameters()), lr, 0.9)),
    (
        "make_optimizer",
        lambda model, lr: SGD([{"params": [p]} for p in model.parameters()], lr=lr, momentum=0.9),
    ),
    ("make_optimizer", OwnMomentum),
    ("train_epoch", epoch_by_batches),
    ("train_epoch", epoch_by_rows),
    ("confusion", confusion_by_index),
    ("confusion", confusion_by_loops),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Function, seed: int) -> None:
    verdicts = judge({name: answer}, name, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


def epoch(
    train: bool = True,
    zero: bool = True,
    backward: bool = True,
    step: bool = True,
    early: bool = False,
    detached: bool = False,
    weigh: Callable[[list[float], list[int]], Any] = np.dot,
) -> Function:
    """An epoch with something left out; ``weigh`` makes the result of the losses and sizes."""

    def train_epoch(model: nn.Module, loader: Loader, optimizer: Optimizer) -> Any:
        if train:
            model.train()
        losses, sizes = [], []
        for X, y in loader:
            if zero:
                optimizer.zero_grad()
            logits = model(X)
            if detached:
                logits = logits.detach().requires_grad_()
            loss = functional.cross_entropy(logits, y)
            if early:
                optimizer.step()
            if backward:
                loss.backward()
            if step and not early:
                optimizer.step()
            losses.append(loss.item())
            sizes.append(len(y))
        return weigh(losses, sizes)

    return train_epoch


def epoch_of_one_batch(model: nn.Module, loader: Loader, optimizer: Optimizer) -> float:
    model.train()
    for X, y in loader:
        optimizer.zero_grad()
        loss = loss_of(model, X, y)
        loss.backward()
        optimizer.step()
        return loss.item()
    return 0.0


def one_step_an_epoch(model: nn.Module, loader: Loader, optimizer: Optimizer) -> float:
    model.train()
    optimizer.zero_grad()
    summed = 0.0
    for X, y in loader:
        loss = functional.cross_entropy(model(X), y, reduction="sum")
        loss.backward()
        summed += loss.item()
    optimizer.step()
    return summed / 20


STALE = MLP(36, 8, 3)

WRONG: list[tuple[str, str, Function, str | None, str]] = [
    ("make_loss", "shape", lambda: None, None, "is a `return` missing?"),
    ("make_loss", "shape", lambda: nn.CrossEntropyLoss, None, "the parentheses behind it"),
    ("make_loss", "shape", lambda: nn.CrossEntropyLoss(reduction="none"), "wrong-shape", "(12,)"),
    ("make_loss", "shape", nn.MSELoss, "crashed", "logits (12, 3) with class numbers (12,)"),
    ("make_loss", "shape", nn.BCEWithLogitsLoss, "crashed", "same as input size"),
    ("make_loss", "guess", lambda: nn.CrossEntropyLoss(reduction="sum"), None, "the sum over"),
    ("make_loss", "guess", nn.NLLLoss, None, "a guess among three classes costs 1.0986"),
    ("make_loss", "values", nn.NLLLoss, None, "takes the logits for log-probabilities"),
    ("make_loss", "values", lambda: nn.CrossEntropyLoss(reduction="sum"), None, "12 rows cost"),
    (
        "make_loss",
        "values",
        lambda: lambda z, y: functional.cross_entropy(z.softmax(dim=1), y),
        "softmax-before-cross-entropy",
        "still costs 0.55, sure and wrong only 1.55: a softmax came before the loss",
    ),
    (
        "make_loss",
        "values",
        lambda: nn.CrossEntropyLoss(label_smoothing=0.1),
        None,
        "their mean cross-entropy is",
    ),
    ("make_optimizer", "parameters", lambda model, lr: None, None, "is a `return` missing?"),
    (
        "make_optimizer",
        "parameters",
        lambda model, lr: SGD(STALE.parameters(), lr=lr, momentum=0.9),
        "stale-optimizer",
        "belongs to the model that was given",
    ),
    (
        "make_optimizer",
        "parameters",
        lambda model, lr: SGD(model.output.parameters(), lr=lr, momentum=0.9),
        None,
        "left `hidden.weight`, `hidden.bias` where it was",
    ),
    ("make_optimizer", "parameters", lambda model: SGD(model, 0.1), "crashed", "TypeError"),
    (
        "make_optimizer",
        "rate",
        lambda model, lr: SGD(model.parameters(), lr=0.01, momentum=0.9),
        None,
        "`lr` is not used",
    ),
    (
        "make_optimizer",
        "rate",
        lambda model, lr: Adam(model.parameters(), lr=lr),
        None,
        "a first step of Adam's kind",
    ),
    (
        "make_optimizer",
        "rate",
        lambda model, lr: SGD(model.parameters(), lr=lr, momentum=0.9, nesterov=True),
        None,
        "the first step is 0.95 times the gradient",
    ),
    (
        "make_optimizer",
        "momentum",
        lambda model, lr: SGD(model.parameters(), lr=lr),
        None,
        "there is no momentum",
    ),
    (
        "make_optimizer",
        "momentum",
        lambda model, lr: SGD(model.parameters(), lr=lr, momentum=0.5),
        None,
        "is 1.50 times as long as the first; with momentum 0.9 it is 1.9",
    ),
    (
        "make_optimizer",
        "momentum",
        lambda model, lr: SGD(STALE.parameters(), lr=lr, momentum=0.9),
        None,
        "nothing to compare",
    ),
    ("train_epoch", "steps", epoch(backward=False), "step-before-backward", "no gradient"),
    ("train_epoch", "steps", epoch(detached=True), "gradient-detached", "3 backward passes"),
    ("train_epoch", "steps", epoch(step=False), "no-optimizer-step", "no optimizer stepped"),
    ("train_epoch", "steps", epoch(early=True), "step-before-backward", "found no gradient"),
    ("train_epoch", "steps", epoch(zero=False), "no-zero-grad", "was added to one"),
    ("train_epoch", "steps", epoch_of_one_batch, None, "Of 20 rows the model met 8"),
    ("train_epoch", "steps", one_step_an_epoch, None, "Optimizer steps: 1, for 3 batches"),
    ("train_epoch", "mode", epoch(train=False), None, "`model.train()` is missing"),
    ("train_epoch", "loss", epoch(weigh=lambda ls, ns: ls[-1]), "loss-of-last-batch", "last batch"),
    ("train_epoch", "loss", epoch(weigh=lambda ls, ns: sum(ls) / 3), None, "has 4 rows"),
    ("train_epoch", "loss", epoch(weigh=lambda ls, ns: sum(ls)), None, "the sum of the batches'"),
    ("train_epoch", "loss", epoch(weigh=np.dot), None, "divide by their number"),
    ("train_epoch", "loss", epoch(weigh=lambda ls, ns: 1.0), None, "you returned 1.0000"),
    ("train_epoch", "loss", epoch(weigh=lambda ls, ns: ls), None, "a sequence of 3, not a number"),
    ("train_epoch", "loss", epoch(weigh=lambda *_: None), None, "is a `return` missing?"),
    (
        "train_epoch",
        "loss",
        epoch(weigh=lambda ls, ns: torch.tensor(sum(ls))),
        "wrong-dtype",
        "`item()` makes one of it",
    ),
    ("confusion", "counts", lambda z, y: confusion_by_index(z, y).T, None, "are swapped"),
    ("confusion", "counts", lambda z, y: confusion_by_index(z[1:], y[1:]), None, "add up to 29"),
    ("confusion", "counts", lambda z, y: confusion_by_index(-z, y), None, "but not the values"),
    ("confusion", "shape", lambda z, y: torch.zeros(3, 3), "wrong-shape", "(4, 4) was asked for"),
    ("confusion", "shape", lambda z, y: (z.argmax(1) == y).sum(), "wrong-shape", "the shape ()"),
    ("confusion", "shape", lambda z, y: z.numpy(), "wrong-dtype", "numpy.ndarray"),
    (
        "confusion",
        "dtype",
        lambda z, y: confusion_by_index(z, y).float(),
        "wrong-dtype",
        "holds float32",
    ),
]


@pytest.mark.parametrize(("name", "criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    name: str, criterion: str, answer: Function, diagnosis: str | None, words: str
) -> None:
    verdicts = {verdict.id: verdict for verdict in judge({name: answer}, name)}
    verdict = verdicts[f"{name}/{criterion}"]
    assert verdict.passed is False
    assert words in verdict.message
    assert verdict.diagnosis == diagnosis


NAMES = ["make_loss", "make_optimizer", "train_epoch", "confusion"]


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    verdicts = judge({name: untouched}, name)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, name)} == {"missing-name"}


@pytest.mark.parametrize("name", NAMES)
def test_a_check_takes_less_than_a_second(name: str) -> None:
    answers: dict[str, Function] = dict(reversed(RIGHT))
    with LocalCandidate(LESSON | answers, seconds=1) as candidate:
        points = dict.fromkeys(EXAM.criteria, 1.0)
        verdicts = EXAM.run(candidate, np.random.default_rng(0), points, {}, name)
    assert all(verdict.passed for verdict in verdicts)
