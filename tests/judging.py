"""What the tests of practices share: judge an answer as its check does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograde.exam import Exam, LocalCandidate, Verdict


def judged(
    exam: Exam, namespace: Mapping[str, Any], group: str, seed: int = 0
) -> tuple[Verdict, ...]:
    """The verdicts of one group of an exam on what a notebook defines."""
    points = dict.fromkeys(exam.criteria, 1.0)
    with LocalCandidate(namespace) as candidate:
        return exam.run(candidate, np.random.default_rng(seed), points, {}, group)


def assert_hears(
    verdicts: tuple[Verdict, ...], criterion: str, diagnosis: str | None, words: str
) -> None:
    """A wrong answer fails this criterion, with this diagnosis and these words."""
    (verdict,) = (verdict for verdict in verdicts if verdict.id == criterion)
    assert verdict.passed is False
    assert verdict.diagnosis == diagnosis
    assert words in verdict.message
