"""What there is to do for a class: which submissions must run, and why."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from autograde.course import Course
from autograde.grading import classroom, keys
from autograde.grading.ledger import Entry, Ledger
from autograde.grading.submission import Submission, Task

ASKED = "you asked for it"
NEW = "not graded yet"
CHANGED = "handed in anew"
FAILED = "the grader failed on it"
KILLED = "its kernel was killed, perhaps for want of memory, or what was kept of it is damaged"
OTHERWISE = "the exam, its limits, the data or the libraries are not what they were"


@dataclass(frozen=True)
class Planned:
    """One exercise of one student, and why it runs, if so.

    ``content`` is the hash of what was handed in, ``key`` of all that its result depends on.
    """

    student: str
    exercise: str
    content: str
    key: str
    why: str | None


def plan(
    course: Course,
    tasks: Mapping[str, Task],
    ledger: Ledger,
    students: Container[str],
    regrade: bool = False,
) -> Iterator[Planned]:
    """Look at what the students handed in, exercise by exercise; nothing runs yet.

    Of several who handed in the same only the first runs.
    """
    expected: set[str] = set()
    for exercise, task in tasks.items():
        for submission in classroom.submissions(course, task.exercise.assignment, exercise):
            if submission.student not in students:
                continue
            planned = _planned(submission, task, ledger, regrade)
            if planned.why and planned.key in expected:
                planned = Planned(planned.student, exercise, planned.content, planned.key, why=None)
            expected.add(planned.key)
            yield planned


def _planned(submission: Submission, task: Task, ledger: Ledger, regrade: bool) -> Planned:
    content = keys.handed_in(submission)
    key = task.key(submission)
    why = None
    if regrade:
        why = ASKED
    elif not ledger.has(key):
        entry = ledger.entry(task.exercise.assignment, submission.student, submission.exercise)
        why = _why(entry, content, key)
    return Planned(submission.student, submission.exercise, content, key, why)


def _why(entry: Entry | None, content: str, key: str) -> str:
    if entry is None:
        return NEW
    if entry.result.status == "grader-fault":
        return FAILED
    if entry.key == key:  # there is a result, which was not kept
        return KILLED
    return CHANGED if entry.content != content else OTHERWISE
