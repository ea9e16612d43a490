"""Examine one submission: read, repair, run, question. Whatever happens, a run comes out of it."""

from __future__ import annotations

import re
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
from autograde.grading.result import Result, result
from autograde.grading.run import Run, pack_outputs
from autograde.kernel.breaches import breach
from autograde.kernel.candidate import KernelCandidate
from autograde.kernel.order import LAYERS
from autograde.kernel.session import CellRun, KernelFault, Session
from autograde.kernel.workplace import workplace
from autograde.notebook import reading
from autograde.notebook.repair import Repaired, repair
from autograde.written.questions import unmarked

#: A kernel that somebody else killed, or that could not be had, says nothing about a submission.
ATTEMPTS = 3
#: Errors with which a cell does nothing, or not what comes behind an import.
STOPPERS = {"SyntaxError", "IndentationError", "TabError", "ImportError", "ModuleNotFoundError"}
MAX_ERROR = 200
#: A whole line that imports from one place.
IMPORT = (
    r"^[ \t]*((?:import {0}(?:\.\w+)*(?: as \w+)?|from {0}(?:\.\w+)* import [^(\n#;]+?))"
    r"[ \t]*(?:#.*)?$"
)
MAX_IMPORTS = 5
#: A whole line that ends the kernel or empties it, as people end a session: nothing would be left.
FAREWELL = re.compile(r"^((?:exit|quit)(?:\(\))?|%reset\b[^\n#]*?);?[ \t]*(?:#.*)?$", re.MULTILINE)


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


class _Undecided(Exception):
    """There is nothing to examine; the message says why."""


class _Killed(_Undecided):
    """Somebody killed the kernel, which may have been the student's own code."""


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
            except (_Killed, KernelFault):
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
    except _Undecided as error:
        killed = isinstance(error, _Killed)
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
        kind = _LeftOut if submission.others else _Undecided
        there = ", ".join(submission.instead)
        told = f"; there is {there}: if that is meant, rename it and grade again" if there else ""
        raise kind(f"the notebook {name} was not handed in{told}")
    try:
        return repair(reading.read(submission.content), task.released)
    except reading.Unreadable as error:
        raise _Undecided(f"the file {name} cannot be read: {error}") from error


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
        notes = _run_cells(session)
        seen = task.exam.observe(KernelCandidate(session), rng)
        if session.killed and not last:
            raise _Killed
        notebook = session.notebook
    return notebook, seen, notes, session.killed


def _left_behind(submission: Submission) -> list[str]:
    if not submission.left:
        return []
    what = "1 file" if submission.left == 1 else f"{submission.left:,} files"
    return [f"{what} beside the notebook could not be taken along: too large, or too many"]


def _run_cells(session: Session) -> list[str]:
    """Run the student's cells. Test cells are not run: the exam takes their place."""
    notes: list[str] = []
    for index, cell in enumerate(session.notebook.cells):
        if cell.cell_type != "code" or cell.metadata.get("nbgrader", {}).get("grade"):
            continue
        flooded = session.flooded
        run, left_out = _run_cell(session, index)
        notes += left_out
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
            kind = _Killed if session.killed else _Undecided
            raise kind(f"the notebook's kernel did not survive cell {index + 1}: {session.dead}")
        if error := _stopped(cell):
            notes.append(f"cell {index + 1} stopped with {error}")
    return notes


def _run_cell(session: Session, index: int) -> tuple[CellRun, list[str]]:
    """Run a cell without farewells, and once more without each import that the grader lacks.

    A student's machine has it, and what stands behind the line is seldom in need of it.
    """
    notes: list[str] = []
    cell = session.notebook.cells[index]
    whole = cell.source
    try:
        if farewell := FAREWELL.search(whole):
            notes.append(
                f"cell {index + 1} ran without `{farewell[1]}`: nothing would be left to examine"
            )
            cell.source = FAREWELL.sub("pass", whole)
        run = session.run(index)
        for _ in range(MAX_IMPORTS):
            line = _failed_import(cell) if run.ended == "done" else None
            if not line:
                break
            notes.append(f"cell {index + 1} ran without `{line[1]}`: the grader does not have it")
            cell.source = f"{cell.source[: line.start(1)]}pass{cell.source[line.end(1) :]}"
            cell.outputs = []
            run = session.run(index)
    finally:
        cell.source = whole
    return run, notes


def _failed_import(cell: NotebookNode) -> re.Match[str] | None:
    """The line of a cell that imports a module which is not there, if that stopped the cell."""
    told = next((o.evalue for o in cell.outputs if o.get("ename") == "ModuleNotFoundError"), "")
    name = told.partition("No module named '")[2].partition("'")[0].partition(".")[0]
    return re.search(IMPORT.format(re.escape(name)), cell.source, re.MULTILINE) if name else None


def _stopped(cell: NotebookNode) -> str | None:
    """The error of a cell that defined nothing, or could not: what the exam sees is its echo."""
    for output in cell.outputs:
        if output.output_type == "error" and output.ename in STOPPERS:
            return f"{output.ename}: {output.evalue}"[:MAX_ERROR]
    return None
