"""The result of one graded exercise of one student: the format that outside tools read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from autograde.exam import Verdict

Status = Literal["graded", "needs-attention", "grader-fault"]


@dataclass(frozen=True)
class Result:
    """One line of ``autograde grade --json``.

    ``seconds`` is wall time; ``reason`` says why a person should look, or what was put right.
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

    @property
    def score(self) -> float:
        """The points of all criteria; a grader's fault gives none."""
        if self.status == "grader-fault":
            return 0.0
        return round(sum(verdict.points for verdict in self.criteria), 2)

    def to_json(self) -> str:
        """One line of JSON."""
        keys = ("student", "assignment", "exercise", "score", "max_score", "status", "sandboxed")
        body = {key: getattr(self, key) for key in keys}
        body |= {"cached": self.cached, "seconds": round(self.seconds, 2), "reason": self.reason}
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
