"""Grade a class: run what is missing, enter what comes out, remember both."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Self

from autograde.course import Course
from autograde.grading import classroom, cluster, gradebook, kit
from autograde.grading.ledger import Ledger, alone
from autograde.grading.plan import Planned, plan
from autograde.grading.run import Run
from autograde.grading.settling import Change, Settler
from autograde.grading.submission import Submission, Task
from autograde.kernel.warm import zygote


class Grader:
    """The grading of one assignment; only one at a time. Use it as a context manager.

    Raises
    ------
    LedgerError, GradebookError
        when another grades this course, or what is found cannot be written down.
    """

    def __init__(self, course: Course, assignment: str, tasks: Mapping[str, Task]) -> None:
        self._course = course
        self._assignment = assignment
        self._tasks = tasks
        self._stack = ExitStack()
        self._not_kept: dict[str, Run] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(alone(self._course))
            self._ledger = stack.enter_context(Ledger(self._course))
            gradebook.register(self._course, self._assignment)
            self._writer = stack.enter_context(gradebook.Writer(self._course, self._assignment))
            self._settler = Settler(self._course, self._tasks, self._ledger, self._writer)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def changes(self) -> list[Change]:
        """Marks that would change without anything handed in; ``confirm`` lets them."""
        return self._settler.changes

    def plan(self, students: Container[str], regrade: bool = False) -> list[Planned]:
        """What there is, and which of it must run."""
        return list(plan(self._course, self._tasks, self._ledger, students, regrade))

    def work(
        self, planned: Iterable[Planned], scheduler: str | None = None, workers: int | None = None
    ) -> Iterator[Planned]:
        """Do what was planned; each comes when its result is kept.

        Raises
        ------
        ClusterError
            when there is no Dask scheduler at that address, or no longer.
        CourseError
            when an exam cannot be loaded.
        """
        there = [one for one in planned if one.why is None]
        missing = [one for one in planned if one.why is not None]
        if missing:
            shut_in = all(task.layers for task in self._tasks.values())
            own = zygote(self._course.kernel.imports, shut_in)
            with cluster.connect(scheduler, workers, own, len(missing)) as connected:
                jobs = ((one, self._submission(one)) for one in missing)
                packed = kit.pack(self._course, self._tasks)
                for one, answer in cluster.examine_all(connected, jobs, packed):
                    if answer.run.final:
                        self._ledger.keep(one.key, answer.run)
                    else:
                        self._not_kept[one.key] = answer.run
                    self._settler.settle(one, answer.run, answer.notebook)
                    yield one
        for one in there:
            self._settler.settle(one, self._kept(one))
            yield one
        self._settler.publish()
        self._writer.settle_lateness()

    def confirm(self) -> None:
        """Let the marks change."""
        for change in self.changes:
            self._settler.settle(change.planned, self._kept(change.planned), confirmed=True)
        self._settler.publish()
        self.changes.clear()

    def _kept(self, planned: Planned) -> Run:
        """What is known of a submission, or of another student's that says the same."""
        if self._ledger.has(planned.key):
            return self._ledger.run(planned.key)
        return self._not_kept[planned.key]

    def _submission(self, planned: Planned) -> Submission:
        return classroom.submission(self._course, planned.student, planned.exercise)
