"""An exam: criteria in order, each judged on the evidence that a candidate gives."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from pathlib import Path
from typing import Any

import numpy as np

from autograde.course import Curve
from autograde.exam.candidate import Candidate
from autograde.exam.diagnoses.catalogue import CATALOGUE
from autograde.exam.verdict import Finding, Found, Observation, Verdict

Criterion = Callable[[Any], Finding]

#: What a criterion raises over an answer of a kind that its author has not thought of.
UNFORESEEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


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

    def observe(
        self, candidate: Candidate, rng: np.random.Generator, group: str | None = None
    ) -> tuple[Observation, ...]:
        """Look at every criterion, or at those of one group."""
        self.before(candidate)
        seen: list[Observation] = []
        # A generator for each part: one group alone meets the same inputs as in the whole exam.
        for part, own_rng in zip(self.parts, rng.spawn(len(self.parts)), strict=True):
            chosen = [n for n in part.criteria if group in (None, n.partition("/")[0])]
            evidence = part.gather(candidate, own_rng) if chosen else None
            for name in chosen:
                criterion = part.criteria[name]
                seen.append(Observation(name, _title(criterion), _find(criterion, evidence)))
        return tuple(seen)

    def run(
        self,
        candidate: Candidate,
        rng: np.random.Generator,
        points: Mapping[str, float],
        curves: Mapping[str, Curve],
        group: str | None = None,
    ) -> tuple[Verdict, ...]:
        """Judge every criterion, or those of one group, worth ``points`` each."""
        return score(self.observe(candidate, rng, group), points, curves)


def score(
    observations: Iterable[Observation], points: Mapping[str, float], curves: Mapping[str, Curve]
) -> tuple[Verdict, ...]:
    """Points for what was seen; it takes no candidate, so that a changed curve costs nothing.

    A criterion with a curve earns what the curve makes of its measure, any other all or nothing.
    Where nothing could be decided there are no points.
    """
    return tuple(_verdict(seen, points[seen.id], curves) for seen in observations)


def _find(criterion: Criterion, evidence: Any) -> Finding:
    try:
        finding = criterion(evidence)
    except Found as found:
        finding = found.finding
    except UNFORESEEN as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        finding = Finding(
            None,
            "This answer is of a kind that the exam does not know "
            f"({type(error).__name__}: {error}, in {Path(place.filename).name}:{place.lineno}). "
            "That is not your fault: your instructor looks at it.",
        )
    if finding.diagnosis and finding.diagnosis not in CATALOGUE:
        raise ValueError(
            f"there is no diagnosis {finding.diagnosis!r}: name one of "
            "autograde/exam/diagnoses/catalogue.py, or none"
        )
    return finding


def _title(criterion: Criterion) -> str:
    return " ".join(cleandoc(criterion.__doc__ or "").partition("\n\n")[0].split())


def _verdict(seen: Observation, worth: float, curves: Mapping[str, Curve]) -> Verdict:
    finding = seen.finding
    points = worth if finding.passed else 0.0
    passed, diagnosis = finding.passed, finding.diagnosis
    curve = curves.get(f"{seen.id}:{finding.variant}" if finding.variant else seen.id)
    if curve and finding.measure is not None:
        points = curve(finding.measure)
        passed = points >= worth
    if passed:
        diagnosis = None
    advice = f" {CATALOGUE[diagnosis].next_step}" if diagnosis else ""
    message = finding.evidence + advice
    return Verdict(seen.id, seen.title, points, worth, passed, diagnosis, message, finding.measure)
