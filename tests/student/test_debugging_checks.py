"""The practices of ``lecture/07_fix_the_notebook``: right answers pass, wrong ones hear why."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
from judging import judged
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD, Adam, Optimizer
from torch.utils.data import DataLoader, TensorDataset

from autograde.student.checks.debugging import EXAM

Function = Callable[..., Any]


judge = partial(judged, EXAM)


def held(optimizer: Optimizer) -> list[Tensor]:
    return [tensor for group in optimizer.param_groups for tensor in group["params"]]


def by_loops(model: nn.Module, optimizer: Optimizer) -> bool:
    for mine in model.parameters():
        for tensor in held(optimizer):
            if tensor is mine:
                break
        else:
            return False
    return True


def by_addresses(model: nn.Module, optimizer: Optimizer) -> bool:
    return {p.data_ptr() for p in model.parameters()} <= {p.data_ptr() for p in held(optimizer)}


def by_numbers(model: nn.Module, optimizer: Optimizer) -> bool:
    pairs = zip(model.parameters(), held(optimizer), strict=False)
    return all(a.shape == b.shape and torch.equal(a, b) for a, b in pairs)


def by_first_tensor(model: nn.Module, optimizer: Optimizer) -> bool:
    return held(optimizer)[0] is next(model.parameters())


def by_first_group(model: nn.Module, optimizer: Optimizer) -> bool:
    known = {id(tensor) for tensor in optimizer.param_groups[0]["params"]}
    return all(id(tensor) in known for tensor in model.parameters())


def by_shapes(model: nn.Module, optimizer: Optimizer) -> bool:
    shapes = [tensor.shape for tensor in held(optimizer)]
    return all(p.shape in shapes for p in model.parameters())


def any_of_them(model: nn.Module, optimizer: Optimizer) -> bool:
    known = {id(tensor) for tensor in held(optimizer)}
    return any(id(p) in known for p in model.parameters())


def measured_floor(n_classes: int) -> Tensor:
    return functional.cross_entropy(torch.eye(n_classes), torch.arange(n_classes))


def floor_of_logs(n_classes: int) -> float:
    return math.log(math.e + n_classes - 1) - 1


def with_scaler(X_train: Tensor, X_test: Tensor) -> tuple[Tensor, ...]:
    scaler = StandardScaler().fit(X_train)
    return tuple(torch.from_numpy(scaler.transform(part)).float() for part in (X_train, X_test))


def by(X_train: Tensor, X_test: Tensor, known: Tensor) -> list[Tensor]:
    return [(part - known.mean(dim=0)) / known.std(dim=0) for part in (X_train, X_test)]


class Trainer:
    """A training function whose every part can be made wrong."""

    def __init__(
        self,
        scale: Function = with_scaler,
        loss: Function = functional.cross_entropy,
        hold: Function = lambda model: model,
        back: Function = lambda out: out,
        steps: int = 200,
    ) -> None:
        self.scale, self.loss, self.hold, self.back = scale, loss, hold, back
        self.steps = steps

    def __call__(
        self, model: nn.Module, X_train: Tensor, y_train: Tensor, X_test: Tensor
    ) -> Tensor:
        Z_train, Z_test = self.scale(X_train, X_test)
        optimizer = Adam(self.hold(model).parameters(), lr=0.05)
        for _ in range(self.steps):
            optimizer.zero_grad()
            self.loss(model(Z_train), y_train).backward()
            optimizer.step()
        return self.back(model(Z_test))


def in_batches(model: nn.Module, X_train: Tensor, y_train: Tensor, X_test: Tensor) -> Tensor:
    Z_train, Z_test = by(X_train, X_test, X_train)
    loader = DataLoader(TensorDataset(Z_train, y_train), batch_size=10, shuffle=True)
    sgd = SGD(model.parameters(), lr=0.2, momentum=0.9)
    for _ in range(40):
        for x, y in loader:
            loss = nn.NLLLoss(reduction="mean")(model(x).log_softmax(dim=1), y)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
    with torch.inference_mode():
        return model.eval()(Z_test)


def from_zero_to_one(X_train: Tensor, X_test: Tensor) -> list[Tensor]:
    low, high = X_train.amin(dim=0), X_train.amax(dim=0)
    return [(part - low) / (high - low) for part in (X_train, X_test)]


RIGHT: list[tuple[str, Function]] = [
    ("same_parameters", by_loops),
    ("same_parameters", by_addresses),
    ("loss_floor", measured_floor),
    ("loss_floor", floor_of_logs),
    ("loss_floor", lambda n: -math.log(math.e / (math.e + n - 1))),
    ("scale_columns", with_scaler),
    ("scale_columns", lambda X, T: by(X, T, X)),
    ("repaired", Trainer()),
    ("repaired", Trainer(scale=from_zero_to_one, steps=400)),
    ("repaired", in_batches),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(name: str, answer: Function, seed: int) -> None:
    verdicts = judge({name: answer}, name, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


def common_scale(X_train: Tensor, X_test: Tensor) -> list[Tensor]:
    return [(part - X_train.mean()) / X_train.std() for part in (X_train, X_test)]


def leaking(X_train: Tensor, X_test: Tensor) -> list[Tensor]:
    return by(X_train, X_test, torch.cat([X_train, X_test]))


def each_by_its_own(X_train: Tensor, X_test: Tensor) -> list[Tensor]:
    return [by(part, part, part)[0] for part in (X_train, X_test)]


def squashed(out: Tensor, y: Tensor) -> Tensor:
    return functional.cross_entropy(out.softmax(dim=1), y)


def cut_off(out: Tensor, y: Tensor) -> Tensor:
    return functional.cross_entropy(out.detach().requires_grad_(), y)


def no_step(model: nn.Module, X_train: Tensor, y_train: Tensor, X_test: Tensor) -> Tensor:
    Z_train, Z_test = with_scaler(X_train, X_test)
    functional.cross_entropy(model(Z_train), y_train).backward()
    return model(Z_test)


WRONG: list[tuple[str, str, Function, str | None, str]] = [
    ("same_parameters", "identity", by_numbers, None, "they are others"),
    ("same_parameters", "identity", by_shapes, None, "another model of the same sizes"),
    ("same_parameters", "identity", lambda m, o: True, None, "you returned True"),
    ("same_parameters", "identity", lambda m, o: False, None, "the model itself"),
    ("same_parameters", "identity", lambda m, o: None, None, "is a `return` missing?"),
    ("same_parameters", "identity", lambda m, o: "no", "wrong-dtype", "not True or False"),
    ("same_parameters", "every", by_first_tensor, None, "Every parameter counts"),
    ("same_parameters", "every", any_of_them, None, "Every parameter counts"),
    ("same_parameters", "every", by_first_group, None, "every one of `optimizer.param_groups`"),
    (
        "same_parameters",
        "identity",
        lambda m, o: all(p in held(o) for p in m.parameters()),
        "crashed",
        "raised RuntimeError",
    ),
    ("loss_floor", "value", math.log, None, "that is ln 3"),
    ("loss_floor", "value", lambda n: math.e / (math.e + n - 1), None, "minus its logarithm"),
    ("loss_floor", "value", lambda n: 1 - math.log(math.e + n - 1), None, "the sign is missing"),
    ("loss_floor", "value", lambda n: 0.5514, None, "3 classes are right"),
    ("loss_floor", "value", lambda n: 0.0, None, "measured another number"),
    ("loss_floor", "value", lambda n: None, None, "is a `return` missing?"),
    ("loss_floor", "value", lambda n: torch.zeros(n), "wrong-dtype", "not a number"),
    ("scale_columns", "train", common_scale, "global-standardisation", "One mean"),
    ("scale_columns", "test", common_scale, "global-standardisation", "One mean"),
    ("scale_columns", "train", leaking, "scaler-leakage", "over both tables"),
    ("scale_columns", "test", leaking, "scaler-leakage", "over both tables"),
    ("scale_columns", "test", each_by_its_own, "scaler-leakage", "of their own"),
    ("scale_columns", "test", lambda X, T: (by(X, T, X)[0], T), "unscaled-input", "as it was"),
    ("scale_columns", "test", lambda X, T: (by(X, T, X)[0], T - X.mean(0)), None, "not scaled by"),
    ("scale_columns", "train", lambda X, T: (X - X.mean(0), T), None, "The first training column"),
    ("scale_columns", "shape", lambda X, T: by(X, T, X)[0], "wrong-shape", "not two tensors"),
    ("scale_columns", "shape", lambda X, T: by(X, T, X)[::-1], "wrong-shape", "has shape"),
    ("scale_columns", "shape", lambda X, T: None, None, "is a `return` missing?"),
    ("repaired", "steps", Trainer(hold=copy.deepcopy), "stale-optimizer", "that came in"),
    ("repaired", "steps", no_step, "no-optimizer-step", "No optimizer stepped"),
    ("repaired", "steps", Trainer(loss=cut_off), "gradient-detached", "no gradient came"),
    ("repaired", "loss", Trainer(loss=squashed), None, "where 1 is due"),
    ("repaired", "loss", Trainer(loss=cut_off), "gradient-detached", "No gradient came"),
    ("repaired", "columns", Trainer(scale=common_scale), "global-standardisation", "one scale"),
    ("repaired", "columns", Trainer(scale=leaking), "scaler-leakage", "With other test rows"),
    (
        "repaired",
        "columns",
        Trainer(scale=lambda X, T: (X, T)),
        "unscaled-input",
        "they are not scaled",
    ),
    ("repaired", "columns", Trainer(loss=cut_off), "gradient-detached", "No row was learned"),
    ("repaired", "result", Trainer(scale=common_scale), None, "can be reached"),
    ("repaired", "result", Trainer(steps=0), "constant-prediction", "the same class"),
    ("repaired", "result", Trainer(back=lambda o: o.softmax(dim=1)), None, "these are probab"),
    ("repaired", "result", Trainer(back=lambda o: o.argmax(dim=1)), "wrong-shape", "has shape"),
    ("repaired", "result", Trainer(back=lambda o: None), None, "is a `return` missing?"),
    (
        "repaired",
        "result",
        Trainer(back=lambda o: torch.tensor([[1.0, 0.0, 5.0]]).expand(60, 3)),
        "constant-prediction",
        "the same class",
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


def test_a_right_step_or_loss_counts_while_another_bug_is_left() -> None:
    trainer = Trainer(scale=common_scale, hold=copy.deepcopy)
    passed = {v.id: v.passed for v in judge({"repaired": trainer}, "repaired")}
    assert passed["repaired/loss"]
    assert not passed["repaired/columns"]
    assert not passed["repaired/steps"]


@pytest.mark.parametrize("name", ["same_parameters", "loss_floor", "scale_columns", "repaired"])
def test_an_untouched_practice_is_not_attempted(name: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    verdicts = judge({name: untouched}, name)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, name)} == {"missing-name"}
