"""Let Dask examine submissions, on this machine or on any cluster that Dask knows."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import dask
import nbformat
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed

from autograde.grading.kit import Kit, KitPlugin, Near, equipment, unpacked
from autograde.grading.run import Run
from autograde.grading.submission import ATTEMPTS, Submission, examine
from autograde.kernel.lending import lent
from autograde.kernel.warm import Zygote

#: Submissions on their way for each that is being examined: enough that no worker waits.
AHEAD = 3
CONNECT_SECONDS = 30
#: For a kernel to start and to end, beside the seconds of a submission.
SPARE_SECONDS = 300
#: A zygote for two workers grades a class a fifth slower than one for each: whatever they fork
#: shares its memory, and the locks of it. But it takes one 5 core seconds, and half a gigabyte.
MANY = 150
GONE = (
    "the Dask scheduler is gone: start it and its workers again, then run the same command; what "
    "is graded is kept"
)
SETTINGS = {
    # One submission at a time for each thread: whoever takes a worker along is alone with it.
    "distributed.scheduler.worker-saturation": 1.0,
    # The second worker that a submission takes along is the last.
    "distributed.scheduler.allowed-failures": 1,
    "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
    # What goes wrong in a worker is raised here; at its end it may complain that nobody listens.
    "distributed.nanny.pre-spawn-environ.DASK_LOGGING__DISTRIBUTED": "critical",
}

Job = TypeVar("Job")


class ClusterError(Exception):
    """There is no cluster, or no longer; the message says what to do."""


@dataclass(frozen=True)
class Answer:
    """What a worker sends back: a run, and the notebook as it ran, as text."""

    run: Run
    notebook: str | None


@dataclass(frozen=True)
class Cluster:
    """Workers, known by their client; those of this machine alone have something in common."""

    client: Client
    near: Near | None = None


@contextmanager
def connect(
    scheduler: str | None, workers: int | None, zygote: Zygote, size: int
) -> Iterator[Cluster]:
    """The cluster whose scheduler has that address, or a new one on this machine.

    ``size`` is how many submissions there are for it: the workers of this machine have one zygote
    together, unless there are many.

    Raises
    ------
    ClusterError
        when nobody answers at the address.
    """
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(SETTINGS))
        near = None
        if scheduler is None:
            lender = stack.enter_context(lent(zygote, times=None if size < MANY else 1))
            # Others on this machine could tell workers what to do, if these did not ask who it is.
            cluster = LocalCluster(
                n_workers=workers or os.cpu_count() or 1,
                threads_per_worker=1,
                memory_limit=None,
                dashboard_address="127.0.0.1:0",
                security=True,
                silence_logs=logging.ERROR,
            )
            stack.enter_context(cluster)
            assert cluster.scheduler is not None
            # What lies in the scheduler's folder goes with it, or when the next one starts.
            near = Near(lender, Path(cluster.scheduler.local_directory))
        try:
            client = Client(cluster if scheduler is None else scheduler)
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"no Dask scheduler answers at {scheduler} ({error}): start one with "
                "`dask scheduler`, workers with `dask worker ADDRESS`, then run this again"
            ) from error
        yield Cluster(stack.enter_context(client), near)


def examine_all(
    cluster: Cluster, jobs: Iterable[tuple[Job, Submission]], packed: Kit
) -> Iterator[tuple[Job, Answer]]:
    """Examine submissions side by side; each comes as soon as it is done.

    Jobs are taken from the iterable as workers need them, so that few are in memory at a time. A
    submission whose worker dies is given to another, once; then it ends as the grader's fault.

    Raises
    ------
    ClusterError
        when the scheduler is gone.
    """
    client = cluster.client
    waiting = as_completed(with_results=True, raise_errors=False)
    known: dict[Future[Answer], Job] = {}
    queue = iter(jobs)

    def feed(kit_name: str) -> None:
        try:
            room = AHEAD * sum(client.nthreads().values()) or AHEAD
        except OSError as error:  # it went a moment ago
            raise ClusterError(GONE) from error
        for job, submission in itertools.islice(queue, max(room - len(known), 0)):
            with warnings.catch_warnings():
                # A student's notebook may be large; Dask means data that are always the same.
                warnings.filterwarnings("ignore", "Sending large graph")
                future = client.submit(_examine, kit_name, submission, pure=False)
            known[future] = job
            waiting.add(future)

    with _equipped(cluster, packed) as kit_name:
        feed(kit_name)
        for future, answer in waiting:
            job = known.pop(future)
            if future.cancelled():
                raise ClusterError(GONE)
            yield job, answer if future.status == "finished" else _lost(future)
            feed(kit_name)


@contextmanager
def _equipped(cluster: Cluster, packed: Kit) -> Iterator[str]:
    """All workers have the kit, under this name; those of this machine have one together."""
    client = cluster.client
    with ExitStack() as stack:
        near = stack.enter_context(unpacked(packed, cluster.near)) if cluster.near else None
        plugin = KitPlugin(packed, near)
        client.register_plugin(plugin)
        try:
            yield plugin.name
        finally:
            if client.status == "running":
                with suppress(OSError):
                    client.unregister_worker_plugin(plugin.name)


def _examine(kit_name: str, submission: Submission) -> Answer:
    here = equipment(kit_name)
    if here.core is not None:
        # However many processes a submission starts, it takes no time from those beside it.
        os.sched_setaffinity(0, {here.core})
    task = here.tasks[submission.exercise]
    # All its limits hold before that; this is for what nobody has thought of.
    with no_longer_than(ATTEMPTS * (task.exercise.limits.seconds + SPARE_SECONDS)):
        examined = examine(submission, task)
    notebook = nbformat.writes(examined.notebook) if examined.notebook else None
    return Answer(examined.run, notebook)


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """End this process, whatever it waits for or computes, if the block takes longer."""
    signal.setitimer(signal.ITIMER_REAL, seconds)  # nobody hears SIGALRM, so that it ends it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _lost(future: Future[Answer]) -> Answer:
    error = future.exception()
    if isinstance(error, KilledWorker):
        note = "the workers that graded it died, one after the other: it is set aside"
    else:
        note = f"{type(error).__name__}: {error}"
    return Answer(Run("grader-fault", notes=(note,)), None)
