"""An exam: criteria in order, each judged on the evidence that a candidate gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Any

import numpy as np

from autograde.course import Curve
from autograde.exam.candidate import Candidate
from autograde.exam.diagnoses.catalogue import CATALOGUE
from autograde.exam.verdict import Finding, Found, Verdict

Criterion = Callable[[Any], Finding]


@dataclass(frozen=True)
class Part:
    """Criteria that share one kind of evidence.

    Attributes
    ----------
    gather
        makes the evidence from a candidate and a random generator that draws the inputs.
    criteria
        criterion id (``"group/name"``) to the function that judges it. The first line of the
        function's docstring is what a student reads as its title.
    """

    gather: Callable[[Candidate, np.random.Generator], Any]
    criteria: Mapping[str, Criterion]


def group(name: str, *criteria: Criterion) -> dict[str, Criterion]:
    """Criteria of one group, each with its function's name: ``{"data/arrays": arrays, ...}``."""
    return {f"{name}/{criterion.__name__}": criterion for criterion in criteria}


@dataclass(frozen=True)
class Exam:
    """Parts in order; ``before`` gets to know the candidate, whichever part is run."""

    parts: tuple[Part, ...]
    before: Callable[[Candidate], None] = field(default=lambda candidate: None)

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of all criteria, in order."""
        return tuple(name for part in self.parts for name in part.criteria)

    def run(
        self,
        candidate: Candidate,
        rng: np.random.Generator,
        points: Mapping[str, float],
        curves: Mapping[str, Curve],
        group: str | None = None,
    ) -> tuple[Verdict, ...]:
        """Judge every criterion, or those of one group, worth ``points`` each.

        A criterion with a curve earns what the curve makes of its measure, any other all or
        nothing. Where nothing could be decided there are no points.
        """
        self.before(candidate)
        verdicts: list[Verdict] = []
        # A generator for each part: one group alone meets the same inputs as in the whole exam.
        for part, own_rng in zip(self.parts, rng.spawn(len(self.parts)), strict=True):
            chosen = [n for n in part.criteria if group in (None, n.partition("/")[0])]
            evidence = part.gather(candidate, own_rng) if chosen else None
            for name in chosen:
                finding = _find(part.criteria[name], evidence)
                title = _title(part.criteria[name])
                curve = curves.get(f"{name}:{finding.variant}" if finding.variant else name)
                verdicts.append(_verdict(name, title, finding, points[name], curve))
        return tuple(verdicts)


def _find(criterion: Criterion, evidence: Any) -> Finding:
    try:
        return criterion(evidence)
    except Found as found:
        return found.finding


def _title(criterion: Criterion) -> str:
    return " ".join(cleandoc(criterion.__doc__ or "").partition("\n\n")[0].split())


def _verdict(name: str, title: str, finding: Finding, worth: float, curve: Curve | None) -> Verdict:
    points = worth if finding.passed else 0.0
    passed, diagnosis = finding.passed, finding.diagnosis
    if curve and finding.measure is not None:
        points = curve(finding.measure)
        passed = points >= worth
    if passed:
        diagnosis = None
    advice = f" {CATALOGUE[diagnosis].next_step}" if diagnosis else ""
    return Verdict(name, title, points, worth, passed, diagnosis, finding.evidence + advice)
