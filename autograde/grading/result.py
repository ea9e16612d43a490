"""The result of one graded exercise of one student: the format that outside tools read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from autograde.course import Exercise
from autograde.exam import Verdict, score
from autograde.grading.run import Run

#: Beyond this, tables of grades would have cells that no spreadsheet reads.
MAX_NOTES = 20

Status = Literal["graded", "needs-attention", "grader-fault"]


@dataclass(frozen=True)
class Result:
    """One line of ``autograde grade --json``.

    ``seconds`` is wall time; ``reason`` says why a person should look, or what was put right.
    ``penalty`` are points that lateness takes off the score, ``late`` the arithmetic in words.
    """

    student: str
    assignment: str
    exercise: str
    max_score: float
    status: Status
    sandboxed: bool
    seconds: float
    reason: str | None
    criteria: tuple[Verdict, ...]
    cached: bool = False
    penalty: float = 0.0
    late: str | None = None

    @property
    def earned(self) -> float:
        """The points of all criteria; a grader's fault gives none."""
        if self.status == "grader-fault":
            return 0.0
        return round(sum(verdict.points for verdict in self.criteria), 2)

    @property
    def score(self) -> float:
        """What was earned, less what lateness takes off."""
        return round(max(0.0, self.earned - self.penalty), 2)

    def to_json(self) -> str:
        """One line of JSON."""
        keys = ("student", "assignment", "exercise", "score", "max_score", "status", "sandboxed")
        body = {key: getattr(self, key) for key in keys}
        body |= {"cached": self.cached, "seconds": round(self.seconds, 2), "reason": self.reason}
        body |= {"penalty": self.penalty, "late": self.late}
        return json.dumps(
            body | {"criteria": [asdict(v) for v in self.criteria]}, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, line: str) -> Result:
        """Read back what :meth:`to_json` wrote."""
        body = json.loads(line)
        body.pop("score")
        body["criteria"] = tuple(Verdict(**verdict) for verdict in body["criteria"])
        return cls(**body)

    def group_points(self) -> dict[str, float]:
        """Points of each part of the exercise: ``{"data": 5.0, ...}``."""
        groups: dict[str, float] = {}
        for verdict in self.criteria:
            earned = 0.0 if self.status == "grader-fault" else verdict.points
            groups[verdict.group] = groups.get(verdict.group, 0.0) + earned
        return groups


def result(student: str, exercise: str, entry: Exercise, run: Run, cached: bool = False) -> Result:
    """What a run is worth by the points and curves of the course as they are now."""
    notes = list(run.notes)
    status: Status = "graded"
    if run.ended == "examined":
        criteria = score(run.observations, entry.points, entry.curves)
        undecided = [verdict.message for verdict in criteria if verdict.passed is None]
        status = "needs-attention" if undecided else "graded"
        # How many written answers still wait is told with the marks that there are by then.
        notes = [*dict.fromkeys(undecided if entry.exam else ()), *notes]
    elif run.ended == "left-out":
        criteria = _nothing(entry, _sentence(notes), passed=False)
    elif run.ended == "undecided":
        criteria, status = _nothing(entry, _sentence(notes)), "needs-attention"
    else:
        message = "The grader failed; this is not the student's fault."
        criteria, status = _nothing(entry, message), "grader-fault"
    return Result(
        student=student,
        assignment=entry.assignment,
        exercise=exercise,
        max_score=entry.max_score,
        status=status,
        sandboxed=run.sandboxed,
        seconds=run.seconds,
        reason=_sentence(notes) or None,
        criteria=criteria,
        cached=cached,
    )


def _nothing(entry: Exercise, reason: str, passed: bool | None = None) -> tuple[Verdict, ...]:
    return tuple(
        Verdict(name, name, 0.0, worth, passed, None, reason)
        for name, worth in entry.points.items()
    )


def _sentence(parts: Sequence[str]) -> str:
    shown = [*parts[:MAX_NOTES], f"and {len(parts) - MAX_NOTES} notes more"]
    text = "; ".join(part.rstrip(".") for part in (shown if len(parts) > MAX_NOTES else parts))
    return text[:1].upper() + text[1:] + "." if text else ""
