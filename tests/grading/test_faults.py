"""Whatever is killed, full or locked: one more ``grade``, and all is as if nothing had been."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest
import tiny

from autograde import course as courses
from autograde.kernel import sandbox

pytestmark = pytest.mark.grader

STUDENTS = 60
KILLS = 50
#: What is killed between two deaths of the driver, and how often each is chosen.
VICTIMS = {"kernel": 6, "zygote": 2, "worker": 2}
#: Takes a moment, so that there is something to kill.
SLOW = "sum(i * i for i in range(3_000_000))"


def command(*words: str) -> list[str]:
    return [str(Path(sys.executable).with_name("autograde")), "grade", "--yes", *words]


def grade(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=root, capture_output=True, text=True)


def decided(root: Path) -> tuple[list[tuple[object, ...]], list[dict[str, object]]]:
    """All that the gradebook and the ledger say, but for seconds and the numbers of rows."""
    with closing(sqlite3.connect(root / "gradebook.db")) as gradebook:
        rows = gradebook.execute(
            "select student_id, base_cell.name, auto_score, manual_score, needs_manual_grade"
            " from grade join base_cell on grade.cell_id = base_cell.id"
            " join submitted_notebook on grade.notebook_id = submitted_notebook.id"
            " join submitted_assignment on submitted_notebook.assignment_id ="
            " submitted_assignment.id order by student_id, base_cell.name"
        ).fetchall()
    with closing(sqlite3.connect(root / "ledger.db")) as ledger:
        lines = ledger.execute("select result from results order by student, exercise").fetchall()
    results = [json.loads(line) for (line,) in lines]
    return rows, [{k: v for k, v in result.items() if k != "seconds"} for result in results]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tiny.new_course(tmp_path_factory.mktemp("faults") / "undisturbed")
    for number in range(STUDENTS):
        text = f"{SLOW}\ndef number():\n    return {number} + 0 * {SLOW}"
        tiny.hand_in(course, f"s{number:03}", number, text)
    shutil.copytree(course.root, course.root.with_name("untouched"))
    done = grade(course.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return course.root


@pytest.fixture
def course(undisturbed: Path, tmp_path: Path) -> courses.Course:
    """The same class, not graded yet."""
    return courses.load(shutil.copytree(undisturbed.with_name("untouched"), tmp_path / "course"))


@pytest.fixture
def small(course: courses.Course) -> courses.Course:
    """The first three of the class."""
    for folder in sorted(course.submitted.iterdir())[3:]:
        shutil.rmtree(folder)
    return course


def kind(process: psutil.Process) -> str:
    """What a process below the driver is, by its command line; a kernel has its zygote's."""
    words = process.cmdline()
    if "autograde.kernel.zygote" in words and not Path(words[0]).name.startswith("bwrap"):
        parent = process.parent()
        return "kernel" if parent and parent.cmdline() == words else "zygote"
    return "worker" if any("spawn_main" in word for word in words) else "other"


def victims(
    driver: subprocess.Popen[bytes], seen: set[psutil.Process]
) -> Iterator[tuple[str, psutil.Process]]:
    """What could be killed now; all that there is is noted in ``seen``."""
    with suppress(psutil.NoSuchProcess):
        for process in psutil.Process(driver.pid).children(recursive=True):
            seen.add(process)
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                yield kind(process), process


def over(driver: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether the driver ends within so many seconds."""
    try:
        driver.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_killed_at_fifty_random_moments_the_class_gets_the_same_marks(
    undisturbed: Path, course: courses.Course
) -> None:
    draw = random.Random(1)
    killed: Counter[str] = Counter()
    seen: set[psutil.Process] = set()
    while killed.total() < KILLS:
        words = (
            ("--regrade",) if (course.root / "ledger.db").exists() and draw.random() < 0.3 else ()
        )
        driver = subprocess.Popen(
            command(*words), cwd=course.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # Now and then it dies before it has come to anything.
        while draw.random() < 0.9 and not over(driver, 0.2):
            if any(name == "kernel" for name, _ in victims(driver, seen)):
                break
        for _ in range(draw.randint(5, 15)):
            if over(driver, draw.uniform(0.1, 1.0)):
                break
            wanted = draw.choices(list(VICTIMS), list(VICTIMS.values()))[0]
            there = [process for name, process in victims(driver, seen) if name == wanted]
            if there:
                with suppress(psutil.NoSuchProcess):
                    draw.choice(there).kill()
                    killed[wanted] += 1
        if driver.poll() is None:
            list(victims(driver, seen))
            driver.kill()
            killed["driver"] += 1
        driver.wait()
    _, left = psutil.wait_procs(seen, timeout=60)
    assert [process for process in left if process.status() != psutil.STATUS_ZOMBIE] == []
    done = grade(course.root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert decided(course.root) == decided(undisturbed)
    print(f"killed: {dict(killed)}")


def in_a_box(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with another view of the file system, which bubblewrap gives."""
    box = [str(sandbox.bwrap()), "--dev-bind", "/", "/", *words]
    return subprocess.run(box, capture_output=True, text=True)


def test_a_full_disk_loses_nothing(
    undisturbed: Path, small: courses.Course, tmp_path: Path
) -> None:
    told = tmp_path / "told.txt"
    copy = tmp_path / "on-the-disk"
    words = " ".join(f"'{word}'" for word in command())
    script = f"""
        cp -r '{small.root}'/. /mnt
        cd /mnt
        head -c 80000000 /dev/zero > filler 2>/dev/null
        {words} > '{told}' 2>&1; echo "left with $?" >> '{told}'
        rm filler
        {words} || exit 9
        mkdir '{copy}' && cp -r /mnt/. '{copy}'
    """
    done = in_a_box("--size", "40000000", "--tmpfs", "/mnt", "sh", "-c", script)
    assert done.returncode == 0, done.stdout + done.stderr
    assert_told(told.read_text(encoding="utf-8"), "left with 1")
    assert decided(copy)[0] == decided(undisturbed)[0][:3]


def test_a_gradebook_that_cannot_be_written_loses_nothing(
    undisturbed: Path, small: courses.Course
) -> None:
    gradebook = str(small.root / "gradebook.db")
    assert grade(small.root, "-s", "s000").returncode == 0
    words = ("--ro-bind", gradebook, gradebook, "--chdir", str(small.root), *command())
    done = in_a_box(*words)
    assert done.returncode == 1
    assert_told(done.stdout + done.stderr, "gradebook.db")
    assert grade(small.root).returncode == 0
    assert decided(small.root)[0] == decided(undisturbed)[0][:3]


def test_a_locked_gradebook_loses_nothing(undisturbed: Path, small: courses.Course) -> None:
    assert grade(small.root, "-s", "s000").returncode == 0
    with closing(sqlite3.connect(small.root / "gradebook.db", isolation_level=None)) as other:
        other.execute("begin exclusive")
        done = grade(small.root)
    assert done.returncode == 1
    assert_told(done.stdout + done.stderr, "gradebook.db")
    assert grade(small.root).returncode == 0
    assert decided(small.root)[0] == decided(undisturbed)[0][:3]


def test_a_clock_that_is_set_back_changes_nothing(undisturbed: Path, small: courses.Course) -> None:
    assert grade(small.root, "-s", "s000").returncode == 0
    faketime = shutil.which("faketime")
    assert faketime, "apt-get install faketime"
    done = subprocess.run(
        [faketime, "-f", "-400d", *command()], cwd=small.root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert decided(small.root)[0] == decided(undisturbed)[0][:3]


def assert_told(said: str, what: str) -> None:
    """It ended with an error in words, which name what is wrong."""
    words = " ".join(said.split())
    assert "Traceback" not in words
    assert "error: " in words
    assert what in words
