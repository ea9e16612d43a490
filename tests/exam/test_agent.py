"""A student's objects may lie, and a student's code may cheat: neither gains, neither escapes."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from autograde import course
from autograde.exam import Exam, LocalCandidate, Verdict
from autograde.exam.outcome import (
    Array,
    Backward,
    Forward,
    Handle,
    Nonsense,
    Raised,
    Returned,
    Step,
)
from tests.exam import corpus

COURSE = course.load(corpus.ROOT)
EXERCISE = COURSE.exercises["ex1"]
EXAM: Exam = runpy.run_path(str(COURSE.exams / f"{EXERCISE.exam}.py"))["EXAM"]
REFERENCE = next(a for a in corpus.answers("ex1") if a.name == "right_csv_module")

pytestmark = [pytest.mark.usefixtures("one_thread"), pytest.mark.filterwarnings("ignore")]


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """A dozen numbers are no work for many threads, which only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def examined(group: str | None = None, **cells: str) -> dict[str, Verdict]:
    """The verdicts on a right answer, some of whose cells are replaced."""
    own = {f"ex1-{name}": text for name, text in cells.items() if name != "extra"}
    extra = (*REFERENCE.extra, cells.get("extra", ""))
    answer = replace(REFERENCE, cells={**REFERENCE.cells, **own}, extra=extra)
    with LocalCandidate(corpus.namespace(answer)) as candidate:
        rng = np.random.default_rng(5)
        verdicts = EXAM.run(candidate, rng, EXERCISE.points, EXERCISE.curves, group)
    return {verdict.id: verdict for verdict in verdicts}


def points(verdicts: dict[str, Verdict], *groups: str) -> float:
    return sum(v.points for v in verdicts.values() if v.group in groups)


PREDICT = "def predict(model, X):\n    return {}\n"

NEAREST_GLYPH = """
ZERO = torch.tensor([1., 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1])
ONE = torch.tensor([0., 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0])

def glyph_logits(X):
    return (X - ZERO).abs().sum(dim=1) - (X - ONE).abs().sum(dim=1) - 0.5
"""


@pytest.mark.parametrize(
    "result",
    [
        "None",
        "'11010'",
        "(label for label in X)",
        "torch.full((len(X),), float('nan'))",
        "torch.full((len(X),), float('inf'))",
        "torch.zeros(1).expand(10**12)",
        "torch.zeros(len(X), dtype=torch.complex64)",
        "np.array(['a'] * len(X))",
        "torch.zeros(len(X), 7)",
        "10**400",
        "[[[[[[0]]]]]]",
        "lambda: 1",
        "model",
        "torch.zeros(0)",
        "torch.sparse_coo_tensor(torch.zeros(1, 1, dtype=torch.long), torch.ones(1), (len(X),))",
    ],
)
def test_nonsense_from_predict_costs_the_result(result: str) -> None:
    verdicts = examined("result", predict=PREDICT.format(result))
    assert points(verdicts, "result") == 0
    assert all(v.passed is False for v in verdicts.values())


@pytest.mark.parametrize(
    "lie",
    [
        "def __array__(self, *a, **k): return np.ones(4000, dtype=np.int64)",
        "def __eq__(self, other): return True\n    __hash__ = None",
        "def __getattr__(self, name): raise SystemExit",
        "@property\n    def __class__(self): return torch.Tensor",
        "@property\n    def __class__(self): return nn.Module",
        "def to_numpy(self): return self\n    dtype = np.dtype('int64')\n    shape = (4000,)",
    ],
)
def test_object_that_claims_to_be_labels_is_none(lie: str) -> None:
    liar = f"class Liar:\n    {lie}\n"
    verdicts = examined("result", extra=liar, predict=PREDICT.format("Liar()"))
    assert points(verdicts, "result") == 0


def test_tensor_that_lies_about_equality_is_compared_by_its_numbers() -> None:
    verdicts = examined(
        extra=(
            "class Liar(torch.Tensor):\n"
            "    @classmethod\n"
            "    def __torch_function__(cls, func, types, args=(), kwargs=None):\n"
            "        if func in (torch.Tensor.eq, torch.Tensor.__eq__):\n"
            "            return torch.ones(4000, dtype=torch.bool)\n"
            "        return super().__torch_function__(func, types, args, kwargs or {})\n"
            "    def __eq__(self, other):\n"
            "        return True\n"
            "class ArrayLiar(np.ndarray):\n"
            "    def __eq__(self, other):\n"
            "        return True\n"
            "    def __array_function__(self, *args):\n"
            "        return True\n"
            "    nbytes = 0\n"
            "    shape = property(lambda self: (4000,))\n"
        ),
        predict=(
            "def predict(model, X):\n"
            "    wrong = torch.zeros(len(X), dtype=torch.int64)\n"
            "    return wrong.as_subclass(Liar)\n"
        ),
        load=(
            "def load_digits01(path):\n"
            "    return np.zeros((40, 12), np.float32).view(ArrayLiar), "
            "np.zeros(40, np.float32).view(ArrayLiar)\n"
        ),
    )
    assert verdicts["data/arrays"].passed is False
    assert verdicts["result/threshold"].passed is False
    assert verdicts["result/accuracy"].points == 0


@pytest.mark.parametrize(
    "what", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException", "Mute"]
)
def test_whatever_a_student_raises_stays_inside_the_exam(what: str) -> None:
    verdicts = examined(
        extra="class Mute(BaseException):\n    def __str__(self): raise SystemExit\n",
        fit=f"def fit(model, X, y, epochs=10, lr=0.1):\n    raise {what}\n",
    )
    assert verdicts["training/updates"].diagnosis == "crashed"
    assert points(verdicts, "training") == 0


def test_glyph_rule_that_ignores_the_model_gets_labels_only() -> None:
    verdicts = examined(
        "result", extra=NEAREST_GLYPH, predict=PREDICT.format("(glyph_logits(X) > 0).long()")
    )
    assert points(verdicts, "result") == EXERCISE.points["result/labels"]
    assert verdicts["result/accuracy"].diagnosis == "memorised-answers"


def test_model_that_becomes_a_glyph_rule_while_it_is_fitted_gains_nothing() -> None:
    verdicts = examined(
        extra=NEAREST_GLYPH
        + (
            "class Liar(nn.Module):\n"
            "    def forward(self, x): return 5 * glyph_logits(x)\n"
            "    def predict_proba(self, x): return torch.sigmoid(self.forward(x))\n"
        ),
        fit=(
            "def fit(model, X, y, epochs=50, lr=0.1):\n"
            "    model.__class__ = Liar\n"
            "    return np.linspace(0.7, 0.1, epochs).tolist()\n"
        ),
    )
    for name in ("training/updates", "training/gradients", "training/defaults", "training/loss"):
        assert verdicts[name].points == 0, name
    assert verdicts["result/accuracy"].points == 0


def test_overridden_call_that_knows_the_digits_gains_no_accuracy() -> None:
    verdicts = examined(
        extra=NEAREST_GLYPH,
        model=(
            "class LogisticRegression(nn.Module):\n"
            "    def __init__(self, n_features):\n"
            "        super().__init__()\n"
            "        self.linear = nn.Linear(n_features, 1)\n"
            "    def __call__(self, x):\n"
            "        if x.shape[1] == 12:\n"
            "            return glyph_logits(x) + 0 * self.linear(x).squeeze(-1)\n"
            "        return self.linear(x).squeeze(-1)\n"
            "    def predict_proba(self, x):\n"
            "        return torch.sigmoid(self(x))\n"
        ),
    )
    assert verdicts["training/updates"].passed is False
    assert verdicts["result/accuracy"].points == 0


def test_history_out_of_thin_air_is_not_believed() -> None:
    verdicts = examined(
        fit=(
            "def fit(model, X, y, epochs=50, lr=0.1):\n"
            "    return [0.7 * 0.95 ** epoch for epoch in range(epochs)]\n"
        )
    )
    assert verdicts["training/history"].passed is True  # its form is right
    assert points(verdicts, "training") == EXERCISE.points["training/history"]
    assert verdicts["result/accuracy"].points == 0


@contextmanager
def candidate_with(**names: Any) -> Iterator[LocalCandidate]:
    with LocalCandidate(names) as candidate:
        yield candidate


class Line(nn.Module):
    """A model with two parameters."""

    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.ones(n_features))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.w + self.b


def events_of(fit: Any) -> tuple[Any, ...]:
    X, y = np.eye(3, dtype=np.float32), np.ones(3, np.float32)
    with candidate_with(Line=Line, fit=fit) as candidate:
        made = candidate.new("Line", 3)
        assert isinstance(made, Returned) and isinstance(made.value, Handle)
        outcome = candidate.call("fit", made.value, X, y, watch=made.value)
    assert isinstance(outcome, Returned), outcome
    return outcome.events


def test_watch_sees_forward_backward_and_step_in_order() -> None:
    def fit(model: Line, X: torch.Tensor, y: torch.Tensor) -> None:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(2):
            optimizer.zero_grad()
            ((model(X) - y) ** 2).mean().backward()
            optimizer.step()

    events = events_of(fit)
    assert [type(e) for e in events] == [Forward, Backward, Step] * 2
    assert not any(e.stale for e in events if isinstance(e, Backward))


def test_watch_calls_a_gradient_stale_when_any_parameter_kept_an_older_one() -> None:
    def fit(model: Line, X: torch.Tensor, y: torch.Tensor) -> None:
        for _ in range(3):
            (model(X) - 3).pow(2).mean().backward()
            with torch.no_grad():
                for p in model.parameters():
                    assert p.grad is not None
                    p -= 0.1 * p.grad
            model.w.grad = None

    stale = [e.stale for e in events_of(fit) if isinstance(e, Backward)]
    assert stale == [False, True, True]


def test_watch_lets_one_step_gather_several_gradients() -> None:
    def fit(model: Line, X: torch.Tensor, y: torch.Tensor) -> None:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(2):
            optimizer.zero_grad()
            for row in X.split(1):
                (model(row) - 3).pow(2).sum().backward()
            optimizer.step()

    assert not any(e.stale for e in events_of(fit) if isinstance(e, Backward))


def test_watch_sees_a_step_with_a_closure_after_its_gradient() -> None:
    def fit(model: Line, X: torch.Tensor, y: torch.Tensor) -> None:
        optimizer = torch.optim.LBFGS(model.parameters(), max_iter=2)

        def closure() -> torch.Tensor:
            optimizer.zero_grad()
            loss = (model(X) - 3).pow(2).mean()
            loss.backward()
            return loss

        optimizer.step(closure)

    events = events_of(fit)
    assert isinstance(events[-1], Step) and events[-1].has_gradient


def test_watch_leaves_class_and_torch_as_they_were() -> None:
    forward, backward = Line.__dict__["forward"], torch.autograd.backward

    def fit(model: Line, X: torch.Tensor, y: torch.Tensor) -> None:
        raise ValueError

    with candidate_with(Line=Line, fit=fit) as candidate:
        made = candidate.new("Line", 3)
        assert isinstance(made, Returned) and isinstance(made.value, Handle)
        assert isinstance(candidate.call("fit", made.value, watch=made.value), Raised)
    assert Line.__dict__["forward"] is forward
    assert torch.autograd.backward is backward


def test_copy_of_the_model_is_not_the_model() -> None:
    def fit(model: Line, X: torch.Tensor, y: torch.Tensor) -> None:
        other = Line(3)
        other(X).sum().backward()

    (event,) = events_of(fit)
    assert event == Backward(stale=False, reached=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (torch.zeros(2, dtype=torch.bfloat16), Array),
        (np.float32(1.5), (float, Array)),
        (np.datetime64("2026-01-01"), Handle),
        ([1, [2.0, torch.ones(1)]], tuple),
        ({"a": 1}, Handle),
    ],
)
def test_values_come_as_data_or_stay_behind_as_handles(value: Any, expected: Any) -> None:
    with candidate_with(f=lambda: value) as candidate:
        outcome = candidate.call("f")
    assert isinstance(outcome, Returned)
    assert isinstance(outcome.value, expected)


def test_endless_list_and_huge_array_are_nonsense() -> None:
    class Endless(list[int]):
        def __iter__(self) -> Iterator[int]:
            while True:
                yield 0

    with candidate_with(f=Endless, g=lambda: np.broadcast_to(0.0, (10**9,))) as candidate:
        assert isinstance(candidate.call("f"), Nonsense)
        assert isinstance(candidate.call("g"), Nonsense)
