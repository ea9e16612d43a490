"""Answers that look alike are found through new names and another order; short ones are no sign."""

import re

import pytest

from autograde.similarity.pairs import NO_PASSAGES, Side, alike, many, passages

pytestmark = pytest.mark.grader

MODEL = """\
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        scale = 1 / n_features**0.5
        self.weights = nn.Parameter(torch.empty(n_features).uniform_(-scale, scale))
        self.offset = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return (x * self.weights).sum(dim=-1) + self.offset
"""
FIT = """\
def fit(model, X, y, epochs=300, lr=0.5):
    optimizer = torch.optim.LBFGS(model.parameters(), lr=lr, history_size=7)
    losses = []

    # All rows at once.
    def closure():
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y.float())
        loss.backward()
        losses.append(loss.item())
        return loss

    while len(losses) < epochs:
        optimizer.step(closure)
    return losses[:epochs]
"""
OTHER = """\
def fit(model, X, y, epochs=300, lr=0.5):
    momentum = {name: 0.0 for name, _ in model.named_parameters()}
    return [step(model, X, y, lr, momentum) for epoch in range(epochs)]


def step(model, X, y, lr, momentum):
    z = model(X)
    loss = (z.clamp(min=0) - z * y + (1 + (-z.abs()).exp()).log()).mean()
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    for (name, parameter), gradient in zip(model.named_parameters(), gradients):
        momentum[name] = 0.9 * momentum[name] + gradient
        parameter.data -= lr * momentum[name]
    return float(loss)
"""
SHORT = """\
def predict(model, X):
    return (model.predict_proba(X) >= 0.5).long()
"""


def renamed(code: str) -> str:
    """With other names, other comments and another layout."""
    code = re.sub("# .*", "# Meine Idee: alles auf einmal!", code)
    for name, other in {"losses": "verlauf", "loss": "fehler", "optimizer": "o"}.items():
        code = re.sub(rf"\b{name}\b", other, code)
    return code.replace(" / ", "/").replace("\n\n", "\n\n\n")


def marked(side: Side) -> str:
    return "".join(part.text for part in side.parts if part.alike)


def test_new_names_other_comments_and_another_order_hide_no_copy() -> None:
    copied = renamed(SHORT + FIT + MODEL)
    found = alike({"a": MODEL + FIT + SHORT, "b": OTHER, "c": copied}, given=NO_PASSAGES)
    (pair,) = found.pairs
    assert (pair.left.student, pair.right.student) == ("a", "c")
    assert pair.left.share == pair.right.share == 1
    assert (found.count, found.students) == (1, 2)


def test_a_person_sees_both_answers_whole_with_what_is_alike_marked() -> None:
    answers = {"a": MODEL + FIT, "b": renamed(OTHER + FIT)}
    (pair,) = alike(answers, given=NO_PASSAGES).pairs
    for side in (pair.left, pair.right):
        assert "".join(part.text for part in side.parts) == answers[side.student]
    assert marked(pair.left) == FIT
    assert "momentum" not in marked(pair.right)
    assert "o.step(closure)" in marked(pair.right)


def test_marks_stand_where_they_should_behind_several_classes() -> None:
    before = "".join(f"class Layer{i}(nn.Module):\n    pass\n\n\n" for i in range(20))
    (pair,) = alike({"a": before + FIT, "b": FIT}, given=NO_PASSAGES).pairs
    assert marked(pair.left) == FIT


def test_two_short_standard_answers_are_no_sign() -> None:
    assert alike({"a": SHORT, "b": SHORT, "c": OTHER}, given=NO_PASSAGES).pairs == ()


def test_what_everybody_was_given_is_no_sign() -> None:
    assert (
        alike({"a": MODEL + FIT, "b": MODEL + FIT}, given=passages([MODEL, renamed(FIT)])).pairs
        == ()
    )


def test_what_many_came_up_with_is_no_sign() -> None:
    few = {"a": FIT, "b": FIT, "c": FIT, "d": MODEL}
    assert alike(few, given=NO_PASSAGES).students == many(len(few)) == 3
    assert alike(few | {"one more": FIT}, given=NO_PASSAGES).pairs == ()


@pytest.mark.parametrize(
    ("students", "most"), [(2, 3), (19, 3), (30, 6), (200, 10), (1_000, 10), (10_000, 100)]
)
def test_how_many_are_many_grows_with_the_class(students: int, most: int) -> None:
    assert many(students) == most


def test_a_ring_of_copies_is_shown_as_a_chain_that_names_all_of_it() -> None:
    found = alike({"a": FIT, "b": MODEL, "c": FIT, "d": FIT}, given=NO_PASSAGES)
    assert (found.count, found.students) == (3, 3)
    assert len(found.pairs) == 2
    assert {pair.ring for pair in found.pairs} == {("a", "c", "d")}


def test_the_longer_copy_stands_first() -> None:
    answers = {"a": MODEL, "b": FIT + OTHER, "c": MODEL, "d": FIT + OTHER}
    found = alike(answers, given=NO_PASSAGES)
    assert [pair.left.student for pair in found.pairs] == ["b", "a"]


def test_nothing_that_a_student_writes_stops_the_comparison() -> None:
    odd = ["", "\n", "def f(:\n  '''", "(" * 2000, "\x00\x0b\u2028é", "class class class"]
    answers = {f"s{i}": text for i, text in enumerate(odd)}
    assert alike(answers | {"a": FIT, "b": FIT}, given=NO_PASSAGES).count == 1


def test_an_old_attempt_in_a_string_does_not_stop_the_comparison() -> None:
    attempt = f'{MODEL}\n\n"""\nFirst I tried this:\n{FIT}\n"""\n'
    assert alike({"a": attempt, "b": attempt}, given=NO_PASSAGES).count == 1


def test_whoever_waits_hears_how_many_are_read() -> None:
    told: list[int] = []
    alike({"a": FIT, "b": MODEL}, given=NO_PASSAGES, tell=told.append)
    assert told == [1, 2]
