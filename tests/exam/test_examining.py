"""What an exam says of itself."""

from __future__ import annotations

import numpy as np
import pytest

from autograde.exam import Exam, LocalCandidate, Part, failed
from autograde.exam.verdict import Finding


def test_a_misunderstanding_that_nobody_has_described_is_the_exams_mistake() -> None:
    def criterion(_: object) -> Finding:
        """The answer is right."""
        return failed("it is not", "no-such-thing")

    exam = Exam(parts=(Part(lambda candidate, rng: None, {"part/answer": criterion}),))
    with LocalCandidate({}, 1) as candidate, pytest.raises(ValueError, match="'no-such-thing'"):
        exam.observe(candidate, np.random.default_rng(0))
