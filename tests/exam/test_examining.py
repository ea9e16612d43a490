"""What an exam says of itself."""

from __future__ import annotations

import numpy as np
import pytest

from autograde.exam import Candidate, Exam, LocalCandidate, Part, failed, passed
from autograde.exam.outcome import Returned
from autograde.exam.verdict import Finding


def test_a_misunderstanding_that_nobody_has_described_is_the_exams_mistake() -> None:
    def criterion(_: object) -> Finding:
        """The answer is right."""
        return failed("it is not", "no-such-thing")

    exam = Exam(parts=(Part(lambda candidate, rng: None, {"part/answer": criterion}),))
    with LocalCandidate({}, 1) as candidate, pytest.raises(ValueError, match="'no-such-thing'"):
        exam.observe(candidate, np.random.default_rng(0))


def test_an_answer_that_a_criterion_cannot_take_is_for_a_person_and_spoils_no_other() -> None:
    def unforeseen(candidate: Candidate) -> Finding:
        """The list starts with 1."""
        answer = candidate.call("numbers")
        assert isinstance(answer, Returned)
        return passed("it does") if answer.value[0] == 1 else failed("it does not")  # type: ignore[index]

    def simple(candidate: Candidate) -> Finding:
        """There is a list."""
        return passed("it is there")

    criteria = {"part/first": unforeseen, "part/there": simple}
    exam = Exam(parts=(Part(lambda candidate, rng: candidate, criteria),))
    with LocalCandidate({"numbers": list}, 1) as candidate:
        first, there = exam.observe(candidate, np.random.default_rng(0))
    assert first.finding.passed is None
    assert "IndexError" in first.finding.evidence
    assert "test_examining.py:" in first.finding.evidence
    assert there.finding.passed
