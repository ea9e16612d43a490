"""A class is graded on a cluster that was started with Dask's own commands."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import tiny

from autograde.grading import classroom, kit
from autograde.grading.cluster import MANY, connect, examine_all
from autograde.kernel.warm import zygote

pytestmark = pytest.mark.grader

BIN = Path(sys.executable).parent
SLOW = "sum(i * i for i in range(3_000_000))"


@contextmanager
def started(*words: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command of Dask's, ended afterwards."""
    with (folder / f"{words[0]}.log").open("wb") as log:
        process = subprocess.Popen([BIN / "dask", *words], cwd=folder, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait()


@contextmanager
def cluster(folder: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler, which comes back, and a worker, which knows nothing of the course."""
    port = address.rpartition(":")[2]
    local = ("--host", "127.0.0.1")
    worker = ("--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--death-timeout", "60")
    with (
        started("scheduler", *local, "--port", port, "--no-dashboard", folder=folder) as scheduler,
        started("worker", address, *local, *worker, folder=folder),
    ):
        yield scheduler


def grade(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "autograde"), "grade", *words]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def results(root: Path) -> int:
    """How many results there are."""
    with closing(sqlite3.connect(root / "ledger.db")) as ledger:
        return int(ledger.execute("select count(*) from results").fetchone()[0])


def over(driver: subprocess.Popen[str]) -> bool:
    """Whether the driver ends in a moment."""
    try:
        driver.wait(0.1)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_workers_need_only_the_package_and_the_scheduler_may_die(
    tmp_path: Path, free_tcp_port: int
) -> None:
    address = f"tcp://127.0.0.1:{free_tcp_port}"
    course = tiny.new_course(tmp_path / "course")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # Students have the course's own checks beside the notebook, so the worker has them, too.
    (course.sources / "numbers" / "one_checks.py").write_text("FIFTY = 50", encoding="utf-8")
    tiny.hand_in(course, "s1", 0, "from one_checks import FIFTY\ndef number():\n    return FIFTY")
    with cluster(elsewhere, address):
        done = grade(course.root, "--scheduler", address, "--json", "results.jsonl")
        assert done.returncode == 0, done.stdout + done.stderr
    (line,) = (course.root / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["score"], json.loads(line)["sandboxed"]) == (7.0, True)

    for number in range(40):
        tiny.hand_in(course, f"t{number}", 0, f"{SLOW}\ndef number():\n    return {number}")
    with cluster(elsewhere, address) as scheduler:
        words = [str(BIN / "autograde"), "grade", "--scheduler", address]
        with subprocess.Popen(
            words, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as driver:
            while results(course.root) < 3 and not over(driver):
                pass
            scheduler.kill()
            told, _ = driver.communicate(timeout=300)
    assert driver.returncode == 1
    assert "the Dask scheduler is gone" in " ".join(told.split())
    done = grade(course.root, "-s", "t0", "-s", "t1")
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_address_where_nobody_answers_is_named(tmp_path: Path, free_tcp_port: int) -> None:
    course = tiny.new_course(tmp_path / "course")
    tiny.hand_in(course, "s1", 50)
    done = grade(course.root, "--scheduler", f"tcp://127.0.0.1:{free_tcp_port}")
    assert done.returncode == 1
    assert "no Dask scheduler answers at" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def zygotes() -> set[int]:
    """The ones that this process and its workers have started and that have not ended."""
    started: dict[int, int] = {}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # some end while they are looked at
            if "autograde.kernel.zygote" in process.cmdline():
                started[process.pid] = process.ppid()
    return {pid for pid, parent in started.items() if parent not in started}


@pytest.mark.parametrize(("size", "count"), [(MANY - 1, 1), (MANY, 2)])
def test_two_workers_have_a_zygote_each_where_there_is_much_to_do(
    size: int, count: int, tmp_path: Path
) -> None:
    course = tiny.new_course(tmp_path)
    tiny.hand_in(course, "s1", 50)
    tasks = {"one": classroom.prepare(course, "one")}
    own = zygote(course.kernel.imports, sandboxed=True)
    own.close()
    before = zygotes()
    try:
        with connect(None, 2, own, size) as workers:
            jobs = [(None, one) for one in classroom.submissions(course, "numbers", "one")]
            ((_, answer),) = examine_all(workers, jobs, kit.pack(course, tasks))
            assert answer.run.ended == "examined"
            assert len(zygotes() - before) == count
    finally:
        own.close()


def test_a_worker_that_waits_for_ever_ends() -> None:
    # A regular expression lets no other thread of Python have its turn.
    waits = (
        "import re\nfrom autograde.grading.cluster import no_longer_than\n"
        "with no_longer_than(0.1): re.match('(a*)*b', 'a' * 100)"
    )
    done = subprocess.run([sys.executable, "-c", waits], check=False)
    assert done.returncode == -signal.SIGALRM


def test_a_submission_has_one_core(tmp_path: Path) -> None:
    course = tiny.new_course(tmp_path)
    tiny.hand_in(course, "s1", "len(__import__('os').sched_getaffinity(0))")
    done = grade(course.root, "--json", "results.jsonl")
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = (course.root / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["criteria"][1]["message"] == "it is 1 of 100"
