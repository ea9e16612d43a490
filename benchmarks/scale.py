"""How grading behaves as the class grows: seconds and memory for 100, 1,000 and 10,000 students.

Run ``python benchmarks/scale.py``, which takes about half an hour on 2 cores, or
``python benchmarks/scale.py --sizes 1000`` for a look.

The students are simulated: each hands in another notebook of a small exercise, which runs in a
kernel of its own and is examined like any other, but trains nothing, so that what is measured is
what grading itself costs. Seconds for each are counted from the first result in the ledger until
nearly the last. Of all else, the start (workers, their imports) is measured with a class of two and
taken off.

Beside the seconds by the clock stand the core seconds of all processes together, which say less of
what else this machine and its neighbours were doing. The class of 100 is graded before and after
each of the others, for the same reason: a machine that became slower meanwhile shows there.

Then 1,000 stored results are counted anew with another curve, and one worker on one core is
compared with two workers on two; two processes that only count say what a second core is worth.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

import tiny  # noqa: E402  (the tests' small course)

from autograde.course import Course  # noqa: E402

SAMPLE_SECONDS = 0.5
SMALL = 100
#: How often one worker and two are tried.
TURNS = 3


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes
    ----------
    seconds
        by the clock.
    each
        for each result after the first ones, by the clock; NaN where all came too soon to tell.
    cores
        core seconds of all its processes.
    own
        those of its first process alone, the driver.
    megabytes
        the driver's memory, again and again.
    """

    seconds: float
    each: float
    cores: float
    own: float
    megabytes: tuple[float, ...]

    @property
    def peak(self) -> float:
        """The most memory it took, in MB."""
        return max(self.megabytes, default=0.0)

    @property
    def growth(self) -> float:
        """How much its memory grew in the last half, in MB."""
        half = self.megabytes[len(self.megabytes) // 2 :]
        return half[-1] - half[0] if half else 0.0


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 10_000], help="students in each class"
    )
    parser.add_argument("--only", choices=["sizes", "anew", "workers"], help="one part of it")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if told.only in (None, "sizes"):
            flat(Path(folder), told.sizes)
        if told.only in (None, "anew"):
            anew(Path(folder))
        if told.only in (None, "workers"):
            workers(Path(folder))


def flat(folder: Path, sizes: Sequence[int]) -> None:
    """A line for each class; small ones between, to see how fast the machine is by then."""
    start = grade(new_class(folder / "start", 2))
    print(f"start, with a class of two: {start.seconds:.1f} s\n")
    print("students  s/student  core s/student  driver ms/student  driver MB  its growth MB")
    between = [(SMALL, f"small{number}") for number in range(len(sizes) + 1)]
    classes = [(size, f"class{size}") for size in sizes]
    for size, name in [*itertools.chain(*zip(between, classes, strict=False)), between[-1]]:
        found = grade(new_class(folder / name, size))
        cores = (found.cores - start.cores) / size
        own = 1000 * (found.own - start.own) / size
        print(
            f"{size:8,}  {found.each:9.3f}  {cores:14.3f}  {own:17.1f}"
            f"  {found.peak:9.0f}  {found.growth:13.0f}",
            flush=True,
        )


def anew(folder: Path, size: int = 1_000) -> None:
    """Count stored results again with another curve: no kernel starts."""
    course = new_class(folder / "anew", size)
    grade(course)
    settings = course.root / "course.toml"
    text = settings.read_text(encoding="utf-8").replace("[100.0, 6.0]", "[90.0, 6.0]")
    settings.write_text(text, encoding="utf-8")
    asked = grade(course, "--dry-run")
    found = grade(course, "--yes")
    print(f"\n{size:,} results with another curve: {found.seconds:.1f} s", end="")
    print(f" (to look what would run: {asked.seconds:.1f} s)", flush=True)


def workers(folder: Path, size: int = 1_000) -> None:
    """One worker on one core against two on two, in turns; and what two cores are worth here.

    On more cores than workers, kernels use the others as well, and a second worker finds less. Two
    cores of a shared machine may be less than twice one: processes that only count tell.
    """
    cores = sorted(os.sched_getaffinity(0))
    seconds: dict[int, list[float]] = {1: [], 2: []}
    counting: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(TURNS):
        for count, taken in seconds.items():
            os.sched_setaffinity(0, cores[:count])
            words = ("--workers", str(count))
            start = grade(new_class(folder / f"start{count}-{turn}", 2), *words)
            found = grade(new_class(folder / f"workers{count}-{turn}", size), *words)
            taken.append((found.seconds - start.seconds) / size)
            print(f"{count} worker{'s' * (count > 1)}: {taken[-1]:.3f} s a student", flush=True)
            counting[count].append(count_up(count))
    os.sched_setaffinity(0, cores)
    print(f"two are {median(seconds[1]) / median(seconds[2]):.2f} times as fast as one")
    worth = 2 * median(counting[1]) / median(counting[2])
    print(f"two processes that only count get {worth:.2f} times as much done as one")


def count_up(processes: int) -> float:
    """Seconds that processes take which share nothing and do nothing but count."""
    start = time.perf_counter()
    command = [sys.executable, "-c", "for number in range(60_000_000): pass"]
    for counting in [subprocess.Popen(command) for _ in range(processes)]:
        counting.wait()
    return time.perf_counter() - start


def new_class(folder: Path, size: int) -> Course:
    """A course in which ``size`` students have handed in, each something else."""
    course = tiny.new_course(folder)
    for number in range(size):
        text = f"student = {number}\n\n\ndef number():\n    return student % 101"
        tiny.hand_in(course, f"s{number:06}", number, text)
    return course


def grade(course: Course, *words: str) -> Measured:
    """Measure ``autograde grade``."""
    program = str(Path(sys.executable).with_name("autograde"))
    megabytes: list[float] = []
    start, before = time.perf_counter(), _cores()
    own = 0.0
    counted: list[tuple[float, int]] = []
    with subprocess.Popen(
        [program, "grade", *words], cwd=course.root, stdout=subprocess.DEVNULL
    ) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                megabytes.append(watched.memory_info().rss / 1e6)
                times = watched.cpu_times()
                own = times.user + times.system
                counted.append((time.perf_counter(), results(course)))
                process.wait(SAMPLE_SECONDS)
            except (subprocess.TimeoutExpired, psutil.NoSuchProcess):
                continue
    if process.returncode:
        sys.exit(f"`autograde grade` left with {process.returncode} in {course.root}")
    seconds = time.perf_counter() - start
    return Measured(seconds, _each(counted), _cores() - before, own, tuple(megabytes))


def results(course: Course) -> int:
    """How many results there are so far."""
    address = f"{course.ledger.as_uri()}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as ledger:
        return int(ledger.execute("select count(*) from results").fetchone()[0])
    return 0


def _each(counted: Sequence[tuple[float, int]]) -> float:
    """Seconds for each result, between the first look that found some and the last that found more.

    The last may have come long before it was looked for.
    """
    growing = [now for now, then in itertools.pairwise(counted) if 0 < now[1] < then[1]]
    if len(growing) < 2:
        return float("nan")
    (first, few), (last, many) = growing[0], growing[-1]
    return (last - first) / (many - few)


def _cores() -> float:
    """Core seconds of all that has run below this process and ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
