"""Exams: questions to a student's code, and verdicts on what it answers."""

from autograde.exam.candidate import Candidate, File, Loader, LocalCandidate
from autograde.exam.examining import Exam, Part, group, score
from autograde.exam.verdict import Finding, Observation, Verdict, failed, passed, stop

__all__ = [
    "Candidate",
    "Exam",
    "File",
    "Finding",
    "Loader",
    "LocalCandidate",
    "Observation",
    "Part",
    "Verdict",
    "failed",
    "group",
    "passed",
    "score",
    "stop",
]
