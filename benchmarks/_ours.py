"""Our engine measured from within; ``grading.py`` starts this in a process of its own.

``_ours.py class COURSE EXERCISE`` grades a class side by side, ``_ours.py each COURSE EXERCISE``
one submission after the other on one core, with its phases, ``_ours.py memory COURSE KERNELS``
looks at kernels that run, and ``_ours.py bare COURSE EXERCISE`` runs students' code without any
kernel. Each prints a line of JSON; the lines before it that start with ``#`` count what is done.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, Self

import nbformat
import numpy as np
from nbformat import NotebookNode

from autograde import course as courses
from autograde.course import Course

#: After so many kernels the zygote has done what it does at leisure, as in a large class.
UNTIL_SETTLED = 80


def grade_class(course: Course, exercise: str) -> dict[str, Any]:
    """Seconds until the first kernel is there, and of the class with workers and zygote warm."""
    from autograde.grading import classroom, cluster, kit
    from autograde.kernel.warm import zygote

    task = classroom.prepare(course, exercise)
    waiting = list(classroom.submissions(course, task.exercise.assignment, exercise))
    packed = kit.pack(course, {exercise: task})
    cold = _seconds(lambda: _start_kernel(course))
    warm = _seconds(lambda: _start_kernel(course))
    own = zygote(course.kernel.imports, sandboxed=True)
    endings = []
    with cluster.connect(None, None, own, len(waiting)) as workers:
        list(cluster.examine_all(workers, [(None, one) for one in waiting[:2]], packed))
        start = time.perf_counter()
        for _, answer in cluster.examine_all(workers, [(None, one) for one in waiting], packed):
            endings.append(answer.run.ended)
            _tick()
        seconds = time.perf_counter() - start
    return {"zygote": cold - warm, "seconds": seconds, "endings": endings}


def grade_each(course: Course, exercise: str) -> dict[str, Any]:
    """Seconds of each submission, its phases, and the student's own compute right after it.

    Both are measured twice, and the shorter time counts: what else the machine does only adds.
    """
    from autograde.exam import Exam
    from autograde.grading import classroom, submission
    from autograde.kernel.session import Session

    marks: dict[str, float] = {}

    class MarkedSession(Session):
        def __enter__(self) -> Self:
            marks["kernel asked for"] = time.perf_counter()
            entered = super().__enter__()
            marks["kernel ready"] = time.perf_counter()
            return entered

        def __exit__(self, *exception: object) -> None:
            marks["examined"] = time.perf_counter()
            super().__exit__(*exception)
            marks["kernel gone"] = time.perf_counter()

    class MarkedExam(Exam):
        def observe(self, *args: Any, **options: Any) -> Any:
            marks["cells run"] = time.perf_counter()
            return super().observe(*args, **options)

    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    task = classroom.prepare(course, exercise)
    assert task.exam
    task = replace(task, exam=MarkedExam(task.exam.parts, task.exam.before))
    submission.Session = MarkedSession  # type: ignore[misc]
    _settle(course)
    results = []
    with _bare_process(course, exercise) as ask:
        for handed_in in classroom.submissions(course, task.exercise.assignment, exercise):
            phases, own = [], []
            for _ in range(2):
                marks.clear()
                marks["start"] = time.perf_counter()
                graded = submission.grade(handed_in, task)
                marks["end"] = time.perf_counter()
                phases.append(_phases(marks))
                own.append(ask(handed_in.student))
            results.append(
                {
                    "score": graded.result.score,
                    "own": min(own, key=itemgetter("whole")),
                    "phases": min(phases, key=itemgetter("whole")),
                }
            )
            _tick()
    return {"submissions": results}


def _phases(marks: dict[str, float]) -> dict[str, float]:
    names = {
        "read, repair, folder": ("start", "kernel asked for"),
        "kernel start until ready": ("kernel asked for", "kernel ready"),
        "cells": ("kernel ready", "cells run"),
        "exam": ("cells run", "examined"),
        "end of the kernel": ("examined", "kernel gone"),
        "folder removed, result": ("kernel gone", "end"),
        "whole": ("start", "end"),
    }
    return {
        name: marks[last] - marks[first]
        for name, (first, last) in names.items()
        if first in marks and last in marks
    }


def memory(course: Course, count: int) -> dict[str, Any]:
    """Megabytes of a kernel of ours and of a stock one, ``count`` of each beside each other.

    Once after ``import torch``, once after the cells of a submission of the light class.
    """
    path = next(course.submitted.glob(f"*/exercises/{course.exercises['ex1'].notebook}.ipynb"))
    cells = [c.source for c in nbformat.read(path, as_version=4).cells if _is_students(c)]
    return {"ours": _our_memory(course, count, cells), "stock": _stock_memory(course, count, cells)}


def _our_memory(course: Course, count: int, cells: list[str]) -> dict[str, float]:
    from autograde.kernel.session import Session

    _settle(course)
    with contextlib.ExitStack() as stack:
        sessions: list[Session] = [
            stack.enter_context(_session(course, cells)) for _ in range(count)
        ]
        found = {}
        for name, indices in (("import torch", range(1)), ("cells", range(1, len(cells) + 1))):
            for session in sessions:
                for index in indices:
                    session.run(index)
            provisioners: list[Any] = [session._manager.provisioner for session in sessions]
            found |= _megabytes(name, [provisioner.pid for provisioner in provisioners])
    return found


def _stock_memory(course: Course, count: int, cells: list[str]) -> dict[str, float]:
    from jupyter_client.manager import start_new_kernel

    with contextlib.ExitStack() as stack:
        kernels = []
        for _ in range(count):
            manager, client = start_new_kernel(cwd=str(course.root))
            stack.callback(manager.shutdown_kernel, now=True)
            stack.callback(client.stop_channels)
            kernels.append((manager, client))
        found = {}
        for name, sources in (("import torch", ["import torch"]), ("cells", cells)):
            for _, client in kernels:
                for source in sources:
                    client.execute_interactive(source, output_hook=lambda message: None)
            pids = [manager.provisioner.pid for manager, _ in kernels]
            found |= _megabytes(name, pids)
    return found


def _megabytes(name: str, pids: list[int]) -> dict[str, float]:
    """Proportional and resident set size, the mean over processes."""
    sizes: dict[str, list[float]] = {"Pss": [], "Rss": []}
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            kind, _, size = line.partition(":")
            if kind in sizes:
                sizes[kind].append(int(size.split()[0]) / 1000)
    return {f"{kind} after {name}": sum(found) / len(found) for kind, found in sizes.items()}


def serve_bare(course: Course, exercise: str) -> None:
    """Run the code of one student after the other, each in a process forked from this warm one."""
    from autograde.grading import classroom
    from autograde.notebook import reading
    from autograde.notebook.repair import repair

    os.chdir(course.root)
    task = classroom.prepare(course, exercise)
    for module in (*course.kernel.imports, "autograde.exam.agent", "autograde.student"):
        importlib.import_module(module)
    import torch

    torch.set_num_threads(1)
    print("ready", flush=True)
    for line in sys.stdin:
        folder = course.submitted / line.strip() / task.exercise.assignment
        content = (folder / f"{task.exercise.notebook}.ipynb").read_bytes()
        notebook = repair(reading.read(content), task.released).notebook
        reading_end, writing_end = os.pipe()
        if (pid := os.fork()) == 0:
            found = _run_bare(course, exercise, task.exam, notebook)
            os.write(writing_end, json.dumps(found).encode())
            os._exit(0)
        os.close(writing_end)
        with os.fdopen(reading_end, "rb") as pipe:
            found = json.loads(pipe.read())
        os.waitpid(pid, 0)
        print(json.dumps(found), flush=True)


def _run_bare(course: Course, exercise: str, exam: Any, notebook: NotebookNode) -> dict[str, float]:
    """Seconds of the cells, of drawing their figures, of the exam, and of all three; the score."""
    import torch

    from autograde.exam import LocalCandidate

    random.seed(0)  # a kernel of ours starts with the same random numbers each time
    np.random.seed(0)
    torch.manual_seed(0)

    entry = course.exercises[exercise]
    names: dict[str, Any] = {"__name__": "__main__"}
    quiet = io.StringIO()
    cells = figures = 0.0
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        for cell in notebook.cells:
            if _is_students(cell):
                cells += _seconds(lambda source=cell.source: _run(source, names))
                figures += _seconds(_draw)
        start = time.perf_counter()
        with LocalCandidate(names, entry.limits.call_seconds) as candidate:
            verdicts = exam.run(candidate, np.random.default_rng(), entry.points, entry.curves)
    found = {"cells": cells, "figures": figures, "exam": time.perf_counter() - start}
    score = float(sum(verdict.points for verdict in verdicts))
    return found | {"whole": sum(found.values()), "score": score}


def _run(source: str, names: dict[str, Any]) -> None:
    """Run a cell as a notebook does: one that raises ends, and the next one runs all the same."""
    with contextlib.suppress(Exception):
        exec(compile(source, "<cell>", "exec"), names)


def _draw() -> None:
    """Draw what a notebook shows under a cell, as pictures of the same size."""
    import matplotlib.pyplot as plt

    for number in plt.get_fignums():
        plt.figure(number).savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")


@contextlib.contextmanager
def _bare_process(course: Course, exercise: str) -> Iterator[Callable[[str], dict[str, float]]]:
    """A warm process beside this one, on the same core; a function that has it run a student."""
    command = [sys.executable, __file__, "bare", str(course.root), exercise]
    env = {**os.environ, "OMP_NUM_THREADS": "1", "COURSE_DATA": str(course.datasets)}
    env |= {"MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}
    with subprocess.Popen(
        command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        asking, answering = _pipes(process.stdin), _pipes(process.stdout)
        answering.readline()

        def ask(student: str) -> dict[str, float]:
            asking.write(f"{student}\n")
            asking.flush()
            return dict(json.loads(answering.readline()))

        yield ask
        asking.close()


def _pipes(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def _is_students(cell: NotebookNode) -> bool:
    """Whether it is code that our grader runs: test cells are replaced by the exam."""
    return cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade")


@contextlib.contextmanager
def _session(course: Course, cells: Sequence[str] = ()) -> Iterator[Any]:
    from autograde.kernel.session import Session
    from autograde.kernel.workplace import workplace

    limits, imports = course.exercises["ex1"].limits, course.kernel.imports
    sources = ("import torch", *cells)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    with (
        workplace("exercises", course.datasets, {}) as place,
        Session(notebook, place, limits, imports) as session,
    ):
        yield session


def _settle(course: Course) -> None:
    for _ in range(UNTIL_SETTLED):
        _start_kernel(course)


def _start_kernel(course: Course) -> None:
    with _session(course) as session:
        session.run(0)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _tick() -> None:
    print("# one more", flush=True)


def main() -> None:
    """Do what the first word on the command line says."""
    task, folder, word = sys.argv[1:]
    course = courses.load(Path(folder))
    if task == "bare":
        serve_bare(course, word)
        return
    found = {
        "class": lambda: grade_class(course, word),
        "each": lambda: grade_each(course, word),
        "memory": lambda: memory(course, int(word)),
    }[task]()
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
