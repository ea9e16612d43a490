"""Examine one submission: read, repair, run, question. Whatever happens, a run comes out of it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from jupyter_core.utils import ensure_event_loop
from nbformat import NotebookNode

from autograde.course import CHECKS, Course, Exercise
from autograde.exam import Exam, Observation
from autograde.exam.wire import one_line
from autograde.grading import keys
from autograde.grading.cells import Killed, Undecided, run_cells
from autograde.grading.lost_names import restore
from autograde.grading.result import Result, result
from autograde.grading.run import Run, pack_outputs
from autograde.kernel.candidate import KernelCandidate
from autograde.kernel.order import LAYERS
from autograde.kernel.session import KernelFault, Session
from autograde.kernel.workplace import workplace
from autograde.notebook import reading
from autograde.notebook.repair import Repaired, repair
from autograde.written.questions import unmarked

#: A kernel that somebody else killed, or that could not be had, says nothing about a submission.
ATTEMPTS = 3


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one exercise.

    ``content`` is the notebook file, ``None`` where there is none; ``files`` what lay beside it.
    Where there is none, ``instead`` names the first few files that are there: paths.
    ``others`` says that notebooks of other exercises came, and none that could be meant for this;
    ``left`` how many files are not among ``files``, because there is no room for them.
    """

    student: str
    exercise: str
    content: bytes | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    others: bool = False
    instead: tuple[str, ...] = ()
    left: int = 0


@dataclass(frozen=True)
class Task:
    """What it takes to grade submissions of one exercise.

    ``fingerprint`` stands for all of it in the keys of results; ``exam`` is there where submissions
    are examined, and never for an exercise that a person marks.
    """

    course: Course
    exercise: Exercise
    released: NotebookNode
    layers: tuple[str, ...] = LAYERS
    fingerprint: str = ""
    exam: Exam | None = None

    @cached_property
    def checks(self) -> dict[str, bytes]:
        """The course's own open checks, which students were given beside the notebook."""
        folder = self.course.sources / self.exercise.assignment
        return {path.name: path.read_bytes() for path in sorted(folder.glob(CHECKS))}

    def key(self, submission: Submission) -> str:
        """The address of what comes out of a submission."""
        return keys.key(self.fingerprint, keys.content(submission, written=not self.exercise.exam))


@dataclass(frozen=True)
class Examined:
    """A run, and the notebook as it ran (``None`` where it could not be read)."""

    run: Run
    notebook: NotebookNode | None


@dataclass(frozen=True)
class Graded:
    """A result, and the notebook as it ran (``None`` where it could not be read)."""

    result: Result
    notebook: NotebookNode | None


class _LeftOut(Exception):
    """The student left the exercise out; the message says so."""


def grade(submission: Submission, task: Task) -> Graded:
    """Examine one submission and give it points, in this process."""
    examined = examine(submission, task)
    graded = result(submission.student, submission.exercise, task.exercise, examined.run)
    return Graded(graded, examined.notebook)


def examine(submission: Submission, task: Task) -> Examined:
    """Examine one submission. Never raises for anything a student can do."""
    start = time.monotonic()
    notebook: NotebookNode | None = None
    run = Run("examined", sandboxed=bool(task.layers))
    try:
        repaired = repaired_notebook(submission, task)
        notebook = repaired.notebook
        for attempt in range(1, ATTEMPTS + 1):
            try:
                last = attempt == ATTEMPTS
                notebook, seen, notes, killed = _examined(submission, task, repaired, last)
                break
            except (Killed, KernelFault):
                if last:
                    raise
        run = replace(
            run,
            observations=seen,
            notes=(*_left_behind(submission), *repaired.notes, *notes),
            outputs=pack_outputs(notebook),
            killed=killed,
        )
    except _LeftOut as error:
        run = replace(run, ended="left-out", notes=(str(error),))
    except Undecided as error:
        killed = isinstance(error, Killed)
        run = replace(run, ended="undecided", notes=(str(error),), killed=killed)
    except KernelFault as error:
        run = replace(run, ended="grader-fault", notes=(str(error),))
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        note = f"{type(error).__name__} in {where.name}, line {where.lineno}: {error}"
        run = replace(run, ended="grader-fault", notes=(note,))
    finally:
        # The one that kernels were talked to in; left to itself it complains when Python ends.
        with suppress(OSError):  # there may be none, and none to be had
            ensure_event_loop().close()
    # They tell of what others have written, and are shown on a terminal.
    run = replace(run, notes=tuple(map(one_line, run.notes)), seconds=time.monotonic() - start)
    return Examined(run, notebook)


def repaired_notebook(submission: Submission, task: Task) -> Repaired:
    """The notebook of a submission in the form in which it was released."""
    name = f"{task.exercise.notebook}.ipynb"
    if submission.content is None:
        kind = _LeftOut if submission.others else Undecided
        there = ", ".join(submission.instead)
        told = f"; there is {there}: if that is meant, rename it and grade again" if there else ""
        raise kind(f"the notebook {name} was not handed in{told}")
    try:
        return repair(reading.read(submission.content), task.released)
    except reading.Unreadable as error:
        raise Undecided(f"the file {name} cannot be read: {error}") from error


def _examined(
    submission: Submission, task: Task, repaired: Repaired, last: bool
) -> tuple[NotebookNode, tuple[Observation, ...], list[str], bool]:
    """Run the notebook and examine it.

    The notebook as it ran, what was seen, remarks, and whether somebody killed the kernel
    meanwhile; what has been seen until then counts with the ``last`` try.
    """
    exercise = task.exercise
    if not exercise.exam:
        return repaired.notebook, unmarked(repaired.notebook, task.released), [], False
    assert task.exam
    rng = np.random.default_rng(keys.seed(task.key(submission)))
    # A folder must not stand where the course's own checks are to lie.
    files = {n: c for n, c in submission.files.items() if n.partition("/")[0] not in task.checks}
    with (
        workplace(
            exercise.assignment,
            task.course.datasets,
            files | task.checks,
            shut_in=bool(task.layers),
        ) as place,
        Session(
            repaired.notebook, place, exercise.limits, task.course.kernel.imports, task.layers
        ) as session,
    ):
        candidate = KernelCandidate(session)
        notes = run_cells(session) + restore(session, candidate, task.released)
        seen = task.exam.observe(candidate, rng)
        if session.killed and not last:
            raise Killed
        notebook = session.notebook
    return notebook, seen, notes, session.killed


def _left_behind(submission: Submission) -> list[str]:
    if not submission.left:
        return []
    what = "1 file" if submission.left == 1 else f"{submission.left:,} files"
    return [f"{what} beside the notebook could not be taken along: too large, or too many"]
