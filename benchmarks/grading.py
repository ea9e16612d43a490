"""Grade one class with nbgrader, with otter and with our grader, and compare what it takes.

The light class is Exercise 1 as students hand it in, a mix of right and wrong answers from
``tests/submissions``, without those that only a time limit ends. The MNIST class is six notebooks
that each train a network on all 60,000 images. The same files go to each grader, in a course
folder of its own:

nbgrader
    ``nbgrader autograde ASSIGNMENT``, one command for the class, after ``generate_assignment``
    (not counted). Seconds are those of the command over the number of submissions.
otter
    ``otter run NOTEBOOK``, one command for each submission, one after the other, as it has no
    other way without Docker. Its test files call the same hidden exam as nbgrader's hidden tests.
    It lives in an environment of its own, ``build/otter``, which is made once.
ours
    ``autograde grade``, one command for the class, on all cores, with the start of the command and
    of the zygote; then the same without these two.

nbgrader and otter run the test cells of the notebook with the students' own checks in them; ours
runs the exam instead of these cells, as it always does.

Cost above the student's own compute: our grader, on one core and with one worker, grades a
submission; then the same cells and the same exam run in a process forked from a warm Python that
has imported everything, on the same core, from the same random numbers. The student's own compute
is what the cells, the drawing of their figures (any notebook draws them under the cell) and the
exam take there. Each is measured twice, and the shorter time counts: what else the machine does
only adds. What ours takes longer is its cost; it is given with the drawing counted as ours, too.
For MNIST the bare training time is what the cells alone take there, with one thread and without
imports.

Memory is looked at with four kernels beside each other, ours and stock ones: the proportional
(Pss) and the resident set size of one, after ``import torch`` and after the cells of a submission.

Timings are no tests: the exit code is 0 when a wanted figure is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from statistics import mean, median
from typing import Any

import _classes
from _classes import LIGHT, LIGHT_ASSIGNMENT, MNIST, MNIST_ASSIGNMENT, ROOT
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograde.course import Course
from autograde.student.data import MnistSource, find_mnist, mnist_status

GRADERS = ("nbgrader", "otter", "ours")
CLASSES = {LIGHT: LIGHT_ASSIGNMENT, MNIST: MNIST_ASSIGNMENT}
BUILD = ROOT / "build"
OTTER = "otter-grader==7.0.0"
OURS = Path(__file__).with_name("_ours.py")
KERNELS = 4
WANTED_RATIO, WANTED_COST, WANTED_MNIST = 25, 0.25, 1.2
POLL_SECONDS = 0.2
#: Processes that want a core before anything is measured, beyond which somebody else is at work.
BUSY = 0.5
#: In the course folder, what the last command said on standard error.
SAID = "said.txt"

#: One case for each part of the exercise: otter knows only passed or not.
OTTER_TEST = """\
OK_FORMAT = True
test = {{
    "name": "{part}",
    "points": {points},
    "suites": [{{"type": "doctest", "cases": [{{"hidden": True, "code": '''
>>> from autograde.grading.local import examine
>>> examine("{exercise}", "{part}") == {points}
True
'''}}]}}],
}}
"""

out = Console(highlight=False, soft_wrap=True)
Numbers = dict[str, Any]


class Unavailable(Exception):
    """A grader cannot take part; the message says why."""


def main() -> None:
    """Measure what the options ask for, and print it."""
    options = _options()
    numbers: Numbers = {"class": options.size, "cores": os.cpu_count(), "load": os.getloadavg()}
    digits = _digits()
    numbers["mnist"] = str(digits)
    out.print(f"{options.size} light submissions, {_classes.MNIST_CLASS} of MNIST. {digits}")
    if (load := os.getloadavg()[0]) > BUSY:
        out.print(f"This machine is busy (load {load:.1f}): the timings will be off.")
    with tempfile.TemporaryDirectory(prefix="autograde-benchmark-") as folder:
        for name in (grader for grader in GRADERS if grader in options.only):
            course = _classes.new_course(Path(folder) / name, options.size, digits)
            try:
                numbers[name] = MEASURES[name](course)
            except Unavailable as error:
                out.print(f"{name} is left out: {error}")
            if options.json:  # after each grader: whoever stops a long run keeps what there is
                options.json.write_text(json.dumps(numbers, indent=1), encoding="utf-8")
    out.print(_table(numbers))
    if "ours" in numbers:
        _print_ours(numbers)
    _print_wanted(numbers)


def _options() -> argparse.Namespace:
    description, _, about = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=description, epilog=about, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--class",
        dest="size",
        type=_at_least_one,
        default=40,
        metavar="N",
        help="submissions of the light class; 40 by default, which takes half an hour",
    )
    parser.add_argument(
        "--only",
        type=_graders,
        default=GRADERS,
        metavar="NAMES",
        help=f"the graders to measure, by default {','.join(GRADERS)}",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers here")
    return parser.parse_args()


def _at_least_one(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("a class has one submission or more")
    return number


def _graders(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in GRADERS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(GRADERS)}")
    return names


def _digits() -> MnistSource:
    """MNIST where it lies, or else fetched into ``build``."""
    here = mnist_status()
    return here if here and here.full else find_mnist(BUILD / "mnist")


def measure_nbgrader(course: Course) -> Numbers:
    """Seconds of ``nbgrader autograde`` for each submission of both classes."""
    numbers: Numbers = {}
    for exercise, assignment in CLASSES.items():
        nbgrader = [sys.executable, "-m", "nbgrader"]
        _wait(course, _start(course, [*nbgrader, "generate_assignment", assignment]))
        command = [*nbgrader, "autograde", assignment]
        numbers[exercise] = _command("nbgrader autograde", course, assignment, command)
    return numbers


def measure_otter(course: Course) -> Numbers:
    """Seconds of ``otter run`` for each submission of both classes."""
    python = _otter_environment()
    results = course.root / "otter"
    results.mkdir()
    # Otter unpacks into the temporary folder: there, the exam finds the course above it.
    (course.root / "tmp").mkdir()
    env = {"TMPDIR": str(course.root / "tmp")}
    numbers: Numbers = {}
    for exercise, assignment in CLASSES.items():
        archive = _otter_tests(course, exercise)
        notebooks = sorted(course.submitted.glob(f"*/{assignment}/*.ipynb"))
        seconds, failed = [], 0
        with _progress() as progress:
            bar = progress.add_task(f"otter run: {assignment}", total=len(notebooks))
            for notebook in notebooks:
                words = ["run", str(notebook), "-a", str(archive), "-o", str(results), "--no-logo"]
                start = time.perf_counter()
                process = _start(course, [str(python), "-m", "otter", *words], env)
                process.wait()
                seconds.append(time.perf_counter() - start)
                failed += process.returncode != 0
                progress.advance(bar)
        numbers[exercise] = {"seconds": mean(seconds), "each": seconds, "failed": failed}
    return numbers


def _otter_tests(course: Course, exercise: str) -> Path:
    """Otter's archive of tests for an exercise."""
    path = course.root / f"otter_{exercise}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"print_summary": False}))
        for part, points in course.exercises[exercise].group_points().items():
            text = OTTER_TEST.format(exercise=exercise, part=part, points=points)
            archive.writestr(f"tests/{part}.py", text)
    return path


def _otter_environment() -> Path:
    """The Python of an environment that has otter, and through a .pth file all that ours has.

    Raises
    ------
    Unavailable
        when it cannot be made.
    """
    folder = BUILD / "otter"
    python, stamp = folder / "bin" / "python", folder / "made-for"
    wanted = f"{OTTER} {sys.prefix}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    out.print(f"Making an environment with {OTTER} in {folder}, once: about half a minute.")
    beside = sysconfig.get_path("purelib")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        shared = folder / "lib" / version / "site-packages" / "beside.pth"
        # Unlike a bare path this also follows the .pth files there, such as ours.
        shared.write_text(f"import site; site.addsitedir({beside!r})\n", encoding="utf-8")
        quiet = ["-qq", "--disable-pip-version-check"]
        subprocess.run([python, "-m", "pip", "install", *quiet, OTTER], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable(f"its environment cannot be made ({error}); are you offline?") from error
    stamp.write_text(wanted, encoding="utf-8")
    return python


def measure_ours(course: Course) -> Numbers:
    """Our command, our engine on all cores and on one, and the memory of our kernels."""
    numbers: Numbers = {}
    for exercise, assignment in CLASSES.items():
        command = [str(Path(sys.executable).with_name("autograde")), "grade", "-a", assignment]
        numbers[exercise] = _command("autograde grade", course, assignment, command)
        size = len(list(course.submitted.glob(f"*/{assignment}")))
        engine = _inside("engine, all cores", course, size, "class", exercise)
        engine["seconds"] /= size
        engine["failed"] = engine.pop("endings").count("grader-fault")
        each = _inside("engine, one core", course, size, "each", exercise)
        numbers[exercise] |= {"engine": engine, "one core": _one_core(each["submissions"])}
    numbers["memory"] = _inside("memory", course, 1, "memory", str(KERNELS))
    return numbers


def _one_core(submissions: Sequence[Numbers]) -> Numbers:
    """What one core took for each submission, beside the student's own compute."""
    phases: dict[str, list[float]] = {}
    costs, with_drawing, ratios = [], [], []
    for found in submissions:
        own, whole = found["own"], found["phases"]["whole"]
        costs.append(whole - own["whole"])
        with_drawing.append(whole - own["whole"] + own["figures"])
        ratios.append(whole / own["cells"])
        for name, seconds in found["phases"].items():
            phases.setdefault(name, []).append(seconds)
    return {
        "seconds": mean(phases["whole"]),
        "cost": costs,
        "cost, drawing ours": with_drawing,
        "to cells": ratios,
        "phases": {name: median(seconds) for name, seconds in phases.items()},
        "own": {
            name: median(found["own"][name] for found in submissions)
            for name in ("cells", "figures", "exam")
        },
        "scores agree": sum(found["score"] == found["own"]["score"] for found in submissions),
    }


MEASURES: dict[str, Callable[[Course], Numbers]] = {
    "nbgrader": measure_nbgrader,
    "otter": measure_otter,
    "ours": measure_ours,
}


def _command(name: str, course: Course, assignment: str, command: list[str]) -> Numbers:
    """Run a command that grades a class; its seconds for each submission."""
    size = len(list(course.submitted.glob(f"*/{assignment}")))

    def graded() -> int:
        return len(list(course.autograded.glob(f"*/{assignment}/*.ipynb")))

    with _progress() as progress:
        bar = progress.add_task(f"{name}: {assignment}", total=size)
        start = time.perf_counter()
        process = _start(course, command)
        while process.poll() is None:
            progress.update(bar, completed=graded())
            time.sleep(POLL_SECONDS)
        seconds = time.perf_counter() - start
        progress.update(bar, completed=graded())
    if not graded():
        raise Unavailable(f"{name} graded nothing: {_last_words(course)}")
    return {"seconds": seconds / size, "failed": size - graded()}


def _inside(name: str, course: Course, size: int, *words: str) -> Numbers:
    """What ``_ours.py`` finds, in a fresh process."""
    task, *rest = words
    found: Numbers = {}
    command = [sys.executable, str(OURS), task, str(course.root), *rest]
    with _progress() as progress:
        bar = progress.add_task(f"{name}: {rest[0]}", total=size)
        process = _start(course, command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                found = json.loads(line)
            else:
                progress.advance(bar)
        progress.update(bar, completed=size)
    _wait(course, process)
    return found


def _start(
    course: Course,
    command: list[str],
    env: Mapping[str, str] | None = None,
    stdout: int = subprocess.DEVNULL,
) -> subprocess.Popen[str]:
    """Start a command in the course folder, as a person would, with nothing of ours set.

    What it says on standard error goes to a file, so that no full pipe can hold it up.
    """
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"
    given = {**os.environ, "PATH": path, "COURSE_DATA": str(course.datasets), **(env or {})}
    given["JUPYTER_PREFER_ENV_PATH"] = "1"
    # Stock kernels, and with as many threads as they take by themselves.
    for name in ("JUPYTER_DEFAULT_PROVISIONER_NAME", "OMP_NUM_THREADS"):
        given.pop(name, None)
    with (course.root / SAID).open("w", encoding="utf-8") as said:
        return subprocess.Popen(
            command, cwd=course.root, env=given, text=True, stdout=stdout, stderr=said
        )


def _wait(course: Course, process: subprocess.Popen[str]) -> None:
    """Wait for a command that must succeed."""
    if process.wait():
        raise Unavailable(f"a step failed: {_last_words(course)}")


def _last_words(course: Course) -> str:
    lines = (course.root / SAID).read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line for line in reversed(lines) if line.strip()), "it said nothing")


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # Drawn seldom: the bar shares the cores with what is measured.
    return Progress(*columns, TimeElapsedColumn(), console=out, refresh_per_second=2)


def _table(numbers: Numbers) -> Table:
    """Seconds for each submission and what they are to those of our command."""
    table = Table(title=f"Seconds for each submission, {numbers['cores']} cores")
    table.add_column("grader")
    for name in (f"light ({numbers['class']})", f"MNIST ({_classes.MNIST_CLASS})"):
        table.add_column(name, justify="right")
        table.add_column("to ours", justify="right")
        table.add_column("failed", justify="right")
    ours = numbers.get("ours", {})
    rows = {
        "nbgrader": numbers.get("nbgrader"),
        "otter": numbers.get("otter"),
        "ours": ours,
        "ours, engine alone": {e: ours[e]["engine"] for e in ours if e in CLASSES},
        "ours, engine, one core": {e: ours[e]["one core"] for e in ours if e in CLASSES},
    }
    for name, row in rows.items():
        if row:
            cells = (_cells(row[exercise], ours.get(exercise)) for exercise in CLASSES)
            table.add_row(name, *chain.from_iterable(cells))
    return table


def _cells(found: Numbers, ours: Numbers | None) -> tuple[str, str, str]:
    ratio = f"{found['seconds'] / ours['seconds']:.2f}x" if ours else ""
    return f"{found['seconds']:.2f}", ratio, str(found.get("failed", ""))


def _print_ours(numbers: Numbers) -> None:
    """Where our time goes, and what our kernels take."""
    ours = numbers["ours"]
    out.print(f"Start of the zygote, once for a class: {ours[LIGHT]['engine']['zygote']:.2f} s")
    for exercise, name in ((LIGHT, "light"), (MNIST, "MNIST")):
        found = ours[exercise]["one core"]
        out.print(f"One core, {name}: medians of the phases of a submission, in seconds")
        for phase, seconds in found["phases"].items():
            out.print(f"  {phase:<26}{seconds:6.3f}{_beside(phase, found['own'])}")
    light = ours[LIGHT]["one core"]
    out.print(f"Cost above the student's own compute: {_spread(light['cost'], ' s')}")
    out.print(f"  drawing counted as ours: {_spread(light['cost, drawing ours'], ' s')}")
    out.print(
        f"  same score as in the plain process: {light['scores agree']} of {numbers['class']}"
    )
    out.print(f"Memory of one of {KERNELS} kernels beside each other, in MB:")
    memory = ours["memory"]
    for kind, size in memory["ours"].items():
        stock = memory["stock"][kind]
        out.print(f"  {kind:<26}ours {size:.0f}, stock {stock:.0f}: {size / stock:.2f}x")


def _beside(phase: str, own: Mapping[str, float]) -> str:
    """What a phase takes in a plain process."""
    if phase == "cells":
        return f"  (student's own: {own['cells']:.3f}, and {own['figures']:.3f} drawing figures)"
    return f"  (student's own: {own['exam']:.3f})" if phase == "exam" else ""


def _spread(values: Sequence[float], unit: str) -> str:
    return f"median {median(values):.3f}{unit}, largest {max(values):.3f}{unit}"


def _print_wanted(numbers: Numbers) -> None:
    """The figures that the course promises, and whether they were met in this run."""
    ours = numbers.get("ours")
    if ours is None:
        return
    if "nbgrader" in numbers:
        ratio = numbers["nbgrader"][LIGHT]["seconds"] / ours[LIGHT]["seconds"]
        wanted = f"at least {WANTED_RATIO}x nbgrader on the light class"
        _print_verdict(wanted, f"{ratio:.1f}x", ratio >= WANTED_RATIO)
    costs = ours[LIGHT]["one core"]["cost"]
    wanted = f"at most {WANTED_COST} s above the student's own compute, for each, on one core"
    _print_verdict(wanted, _spread(costs, " s"), max(costs) <= WANTED_COST)
    ratios = ours[MNIST]["one core"]["to cells"]
    wanted = f"MNIST within {WANTED_MNIST}x of the bare training time"
    _print_verdict(wanted, _spread(ratios, "x"), max(ratios) <= WANTED_MNIST)


def _print_verdict(wanted: str, got: str, met: bool) -> None:
    out.print(f"wanted: {wanted}; got: {got}: {'yes' if met else 'no'}")


if __name__ == "__main__":
    main()
