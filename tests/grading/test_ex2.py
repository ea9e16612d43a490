"""Exercise 2 whole: handed in, run in a kernel, trained and examined from outside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograde import course as courses
from autograde.grading import classroom
from autograde.grading.result import Result
from autograde.grading.submission import Submission, Task, grade
from autograde.notebook import corpus
from autograde.notebook.release import read_source

ROOT = Path(__file__).parents[2]
ANSWERS = {a.name: a for a in corpus.answers(ROOT / "tests" / "submissions" / "ex2")}

pytestmark = pytest.mark.grader


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Task]:
    """Exercise 2 of a course that has other people's images among its data, and no others."""
    root = tmp_path_factory.mktemp("ex2")
    shutil.copy(ROOT / "course.toml", root)
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copytree(ROOT / "datasets", root / "datasets", ignore=shutil.ignore_patterns("MNIST"))
    raw = root / "datasets" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "t10k-labels-idx1-ubyte").write_bytes(b"canary")
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.chdir(root)
        elsewhere.setenv("COURSE_DATA", str(root / "datasets"))
        elsewhere.setenv("XDG_CACHE_HOME", str(root / "cache"))
        yield classroom.prepare(courses.load(root), "ex2")


def graded(task: Task, name: str, extra: tuple[str, ...] = ()) -> Result:
    answer = ANSWERS[name]
    source = read_source(task.course, task.exercise.assignment, task.exercise.notebook)
    notebook = corpus.notebook(answer, source)
    # The student's own training is not what is tested here.
    notebook.cells = [c for c in notebook.cells if c.id not in ("look", "run", "evaluate")]
    for cell in notebook.cells:
        if cell.id == "setup":
            cell.source = "\n".join((cell.source, *extra))
    done = grade(Submission("s001", "ex2", json.dumps(notebook).encode()), task)
    return done.result


def test_a_right_answer_gets_its_points_and_sees_no_held_out_image(task: Task) -> None:
    looks = (
        "import glob, os",
        'found = glob.glob(os.environ["COURSE_DATA"] + "/**/t10k*", recursive=True)',
        "if found: os._exit(1)",
    )
    result = graded(task, "right_plain_adam", looks)
    assert result.status == "graded", result.reason
    points = result.group_points()
    assert (points["model"], points["training"]) == (8, 7)
    assert points["result"] > 24, result.criteria[-1].message
    assert "1,000 held-out images of the small MNIST" in result.criteria[-1].message


def test_an_endless_training_is_stopped_and_named(task: Task) -> None:
    limits = replace(task.exercise.limits, call_seconds=3, seconds=60)
    hurried = replace(task, exercise=replace(task.exercise, limits=limits))
    result = graded(hurried, "endless_fit")
    slow = {v.id for v in result.criteria if v.diagnosis == "too-slow"}
    assert {"training/updates", "result/accuracy"} <= slow
    assert result.group_points()["result"] == 0
