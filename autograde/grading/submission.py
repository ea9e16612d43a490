"""Grade one submission: read, repair, run, examine. Whatever happens, a result comes out."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from nbformat import NotebookNode

from autograde.course import Course, Exercise
from autograde.exam import Exam, Verdict
from autograde.grading.result import Result, Status
from autograde.kernel.breaches import breach
from autograde.kernel.candidate import KernelCandidate
from autograde.kernel.order import LAYERS
from autograde.kernel.session import KernelFault, Session
from autograde.kernel.workplace import workplace
from autograde.notebook import reading
from autograde.notebook.repair import Repaired, repair
from autograde.written.questions import unmarked


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one exercise.

    ``content`` is the notebook file, ``None`` where there is none; ``files`` what lay beside it.
    ``others`` says that notebooks of other exercises came, and none that could be meant for this.
    """

    student: str
    exercise: str
    content: bytes | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    others: bool = False


@dataclass(frozen=True)
class Task:
    """What it takes to grade submissions of one exercise; without an exam a person marks them."""

    course: Course
    exercise: Exercise
    released: NotebookNode
    exam: Exam | None
    layers: tuple[str, ...] = LAYERS


@dataclass(frozen=True)
class Graded:
    """A result, and the notebook as it ran (``None`` where it could not be read)."""

    result: Result
    notebook: NotebookNode | None


class _LeftOut(Exception):
    """The student left the exercise out; the message says so."""


class _Undecided(Exception):
    """There is nothing to examine; the message says why."""


def grade(submission: Submission, task: Task) -> Graded:
    """Grade one submission. Never raises for anything a student can do."""
    start = time.monotonic()
    notebook: NotebookNode | None = None
    status: Status
    try:
        repaired = _repaired(submission, task)
        notebook = repaired.notebook
        notebook, verdicts, notes = _examined(submission, task, repaired)
        undecided = [verdict.message for verdict in verdicts if verdict.passed is None]
        status = "needs-attention" if undecided else "graded"
        # How many written answers still wait is told with the marks that there are by then.
        told = dict.fromkeys(undecided) if task.exam else ()
        reason = _sentence((*told, *notes))
    except _LeftOut as error:
        status, reason = "graded", _sentence([str(error)])
        verdicts = _no_verdicts(task, reason or "", passed=False)
    except _Undecided as error:
        status, reason = "needs-attention", _sentence([str(error)])
        verdicts = _no_verdicts(task, reason or "")
    except KernelFault as error:
        status, reason = "grader-fault", _sentence([str(error)])
        verdicts = _no_verdicts(task, "The grader failed; this is not the student's fault.")
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__} in {where.name}, line {where.lineno}: {error}"
        status = "grader-fault"
        verdicts = _no_verdicts(task, "The grader failed; this is not the student's fault.")
    result = Result(
        student=submission.student,
        assignment=task.exercise.assignment,
        exercise=submission.exercise,
        max_score=task.exercise.max_score,
        status=status,
        sandboxed=bool(task.layers),
        seconds=time.monotonic() - start,
        reason=reason,
        criteria=verdicts,
    )
    return Graded(result, notebook)


def _repaired(submission: Submission, task: Task) -> Repaired:
    name = f"{task.exercise.notebook}.ipynb"
    if submission.content is None:
        kind = _LeftOut if submission.others else _Undecided
        raise kind(f"the notebook {name} was not handed in")
    try:
        return repair(reading.read(submission.content), task.released)
    except reading.Unreadable as error:
        raise _Undecided(f"the file {name} cannot be read: {error}") from error


def _examined(
    submission: Submission, task: Task, repaired: Repaired
) -> tuple[NotebookNode, tuple[Verdict, ...], list[str]]:
    """Run the notebook and examine it; the notebook as it ran, the verdicts and remarks."""
    exercise = task.exercise
    notes = list(repaired.notes)
    if task.exam is None:
        return repaired.notebook, unmarked(repaired.notebook, task.released), notes
    with (
        workplace(
            exercise.assignment, task.course.datasets, submission.files, shut_in=bool(task.layers)
        ) as place,
        Session(
            repaired.notebook, place, exercise.limits, task.course.kernel.imports, task.layers
        ) as session,
    ):
        notes += _run_cells(session)
        verdicts = task.exam.run(
            KernelCandidate(session), np.random.default_rng(), exercise.points, exercise.curves
        )
        notebook = session.notebook
    return notebook, verdicts, notes


def _run_cells(session: Session) -> list[str]:
    """Run the student's cells. Test cells are not run: the exam takes their place."""
    notes: list[str] = []
    for index, cell in enumerate(session.notebook.cells):
        if cell.cell_type != "code" or cell.metadata.get("nbgrader", {}).get("grade"):
            continue
        flooded = session.flooded
        run = session.run(index)
        if run.ended == "timeout":
            notes.append(
                f"cell {index + 1} was stopped after {session.limits.cell_seconds:g} seconds"
            )
        if session.flooded and not flooded:
            notes.append(
                f"cell {index + 1} printed more than {session.limits.output_megabytes:g} MB; "
                "the rest was dropped"
            )
        if limit := breach(cell, session.limits):
            notes.append(f"cell {index + 1} {limit}")
        if run.ended == "dead":
            raise _Undecided(
                f"the notebook's kernel did not survive cell {index + 1}: {session.dead}"
            )
    return notes


def _no_verdicts(task: Task, reason: str, passed: bool | None = None) -> tuple[Verdict, ...]:
    return tuple(
        Verdict(name, name, 0.0, worth, passed, None, reason)
        for name, worth in task.exercise.points.items()
    )


def _sentence(parts: list[str] | tuple[str, ...]) -> str | None:
    text = "; ".join(part.rstrip(".") for part in parts)
    return text[:1].upper() + text[1:] + "." if text else None
