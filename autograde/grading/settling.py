"""Make results of runs, and let the gradebook know; a mark that changes waits for a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import nbformat
from nbformat import NotebookNode

from autograde.course import Course, CourseError, Exercise
from autograde.grading import classroom
from autograde.grading.gradebook import Writer
from autograde.grading.lateness import with_lateness
from autograde.grading.ledger import Entry, Ledger
from autograde.grading.plan import Planned
from autograde.grading.result import Result, result
from autograde.grading.run import Run, unpack_outputs
from autograde.grading.submission import Graded, Task, repaired_notebook

#: Results that go to the gradebook together.
BATCH = 50


@dataclass(frozen=True)
class Change:
    """A mark that would change, though the student handed nothing in since."""

    planned: Planned
    before: float
    after: float


class Settler:
    """Turns runs into results that count.

    A result counts at once where there was none, or the student handed in anew. Any other mark that
    would change is kept in ``changes`` until ``settle`` is told that it may be written.
    """

    def __init__(
        self, course: Course, tasks: Mapping[str, Task], ledger: Ledger, writer: Writer
    ) -> None:
        self.changes: list[Change] = []
        self._course = course
        self._tasks = tasks
        self._ledger = ledger
        self._writer = writer
        self._waiting: list[tuple[Entry, Graded]] = []

    def settle(
        self, planned: Planned, run: Run, notebook: str | None = None, confirmed: bool = False
    ) -> None:
        """Enter the result of a run; ``notebook`` is the text of what ran just now.

        Raises
        ------
        CourseError
            when ``course.toml`` gives points for other criteria by now than were looked at.
        """
        new = self._result(planned, run)
        old = self._ledger.entry(new.assignment, new.student, new.exercise)
        if old and old.content == planned.content:
            same = (new.status, new.score) == (old.result.status, old.result.score)
            if not run.final and not same and old.result.status != "grader-fault":
                return
            if new.score != old.result.score and not confirmed:
                self.changes.append(Change(planned, old.result.score, new.score))
                return
            if (
                old.published
                and notebook is None
                and replace(new, seconds=0.0) == replace(old.result, seconds=0.0)
            ):
                return
        entry = Entry(new, planned.content, planned.key)
        shown = (
            nbformat.from_dict(json.loads(notebook)) if notebook else self._notebook(planned, run)
        )
        self._ledger.enter([entry])
        self._waiting.append((entry, Graded(new, shown)))
        if len(self._waiting) >= BATCH:
            self.publish()

    def publish(self) -> None:
        """Write to the gradebook what waits."""
        if self._waiting:
            self._writer.write_all([graded for _, graded in self._waiting])
            self._ledger.published(entry for entry, _ in self._waiting)
            self._waiting.clear()

    def _result(self, planned: Planned, run: Run) -> Result:
        entry = self._tasks[planned.exercise].exercise
        if run.ended == "examined":
            _compare(run, entry)
        return with_lateness(self._course, result(planned.student, planned.exercise, entry, run))

    def _notebook(self, planned: Planned, run: Run) -> NotebookNode | None:
        """The notebook of a run of before, or of another student who handed in the same."""
        if run.ended != "examined":
            return None
        submission = classroom.submission(self._course, planned.student, planned.exercise)
        repaired = repaired_notebook(submission, self._tasks[planned.exercise])
        unpack_outputs(run.outputs, repaired.notebook)
        return repaired.notebook


def _compare(run: Run, entry: Exercise) -> None:
    """An exam that has changed makes other runs; only ``course.toml`` can have changed alone."""
    seen = [observation.id for observation in run.observations]
    unpaid = [name for name in seen if name not in entry.points]
    unseen = [name for name in entry.points if name not in seen]
    if unpaid or unseen:
        raise CourseError(
            f"course.toml has no points for {', '.join(unpaid) or 'none'}, and points for "
            f"{', '.join(unseen) or 'none'}, which nothing in {entry.title} is judged by: change "
            "it back, or the exam and the notebook too"
        )
