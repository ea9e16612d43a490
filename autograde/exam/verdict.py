"""What a criterion finds, and what a student is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Never


@dataclass(frozen=True)
class Finding:
    """What one criterion saw.

    Attributes
    ----------
    passed
        true, false, or ``None`` where nothing could be decided (never the student's loss alone:
        a person looks at it).
    evidence
        what was seen.
    diagnosis
        the slug of the misunderstanding behind it, from ``autograde.exam.diagnoses``.
    measure
        a number that a curve of the course turns into points, such as an accuracy.
    variant
        which of several curves of the criterion counts: ``"small"`` of ``"result/accuracy:small"``.
    """

    passed: bool | None
    evidence: str
    diagnosis: str | None = None
    measure: float | None = None
    variant: str = ""


@dataclass(frozen=True)
class Observation:
    """What was found for the criterion ``id``, before anybody has said what it is worth."""

    id: str
    title: str
    finding: Finding


@dataclass(frozen=True)
class Verdict:
    """A finding with its points: one row of a student's feedback.

    ``message`` is the evidence and, where something is wrong, one next step; ``measure`` is the
    number, such as an accuracy, from which a curve made the points.
    """

    id: str
    title: str
    points: float
    max_points: float
    passed: bool | None
    diagnosis: str | None
    message: str
    measure: float | None = None

    @property
    def group(self) -> str:
        """The part of the exercise that the criterion belongs to: ``data`` of ``data/shape``."""
        return self.id.partition("/")[0]


class Found(Exception):
    """Raised while evidence is gathered, when what was met already answers the criterion."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.evidence)
        self.finding = finding


def passed(evidence: str) -> Finding:
    """The criterion is met."""
    return Finding(True, evidence)


def failed(evidence: str, diagnosis: str | None = None) -> Finding:
    """The criterion is not met."""
    return Finding(False, evidence, diagnosis)


def stop(evidence: str, diagnosis: str | None = None) -> Never:
    """End the criterion that is being looked at: it is not met."""
    raise Found(failed(evidence, diagnosis))
