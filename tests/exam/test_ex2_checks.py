"""The open checks of Exercise 2 let right answers pass, and name what is wrong with others."""

from __future__ import annotations

import numpy as np
import pytest

from autograde.exam import LocalCandidate
from autograde.student.checks.ex2 import EXAM
from tests.exam import corpus

ANSWERS = {answer.name: answer for answer in corpus.answers("ex2")}

pytestmark = pytest.mark.filterwarnings("ignore")


def checked(name: str) -> tuple[set[str], int]:
    """The slugs that the open checks name, and how many criteria are not met."""
    points = dict.fromkeys(EXAM.criteria, 1.0)
    with LocalCandidate(corpus.namespace(ANSWERS[name], "ex2")) as candidate:
        verdicts = EXAM.run(candidate, np.random.default_rng(20), points, {})
    lost = [verdict for verdict in verdicts if not verdict.passed]
    return {verdict.diagnosis for verdict in lost if verdict.diagnosis}, len(lost)


@pytest.mark.parametrize("name", ["right_plain_adam", "right_dropout_two_hidden"])
def test_a_right_answer_passes_every_check(name: str) -> None:
    assert checked(name) == (set(), 0)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("softmax_in_forward", "softmax-before-cross-entropy"),
        ("no_activation", "no-hidden-activation"),
        ("no_zero_grad", "no-zero-grad"),
        ("argmax_over_batch", "argmax-wrong-dim"),
        ("no_eval_dropout", "no-eval-mode"),
        ("not_attempted_at_all", "not-attempted"),
    ],
)
def test_a_misunderstanding_is_named(name: str, slug: str) -> None:
    slugs, lost = checked(name)
    assert slug in slugs
    assert lost
