"""Stock nbgrader runs on this course, and gives honest work the scores that we give it."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograde import course as courses
from autograde.cli.grading_commands import grade_class
from autograde.notebook import corpus
from autograde.notebook.release import read_source

ROOT = Path(__file__).parents[2]
#: How many of the corpus's right and of its wrong answers.
RIGHT, WRONG = 2, 2

pytestmark = pytest.mark.grader


def nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command as an instructor would, from the course folder."""
    env = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1", "COURSE_DATA": ""}
    command = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def new_course(folder: Path) -> courses.Course:
    folder.mkdir()
    for name in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    shutil.copytree(ROOT / "datasets", folder / "datasets", ignore=shutil.ignore_patterns("MNIST"))
    return courses.load(folder)


def students(course: courses.Course) -> dict[str, corpus.Answer]:
    """A few answers of the corpus, right and wrong, each from a student of its own."""
    exercise = course.exercises["ex1"]
    answers = [a for a in corpus.answers(ROOT / "tests" / "submissions" / "ex1") if not a.slow]
    right = [a for a in answers if a.score == exercise.max_score]
    wrong = [a for a in answers if 30 < a.score < exercise.max_score]
    chosen = [*right[:: len(right) // RIGHT][:RIGHT], *wrong[:: len(wrong) // WRONG][:WRONG]]
    return {f"s{number:03d}": answer for number, answer in enumerate(chosen, start=1)}


def hand_in(course: courses.Course) -> None:
    """Put the students' notebooks, and an untouched one, where nbgrader looks for them."""
    exercise = course.exercises["ex1"]
    source = read_source(course, exercise.assignment, exercise.notebook)
    for student, answer in students(course).items():
        folder = course.submitted / student / exercise.assignment
        folder.mkdir(parents=True)
        nbformat.write(corpus.notebook(answer, source), folder / f"{exercise.notebook}.ipynb")
    untouched = course.submitted / "untouched" / exercise.assignment
    untouched.mkdir(parents=True)
    released = ROOT / "notebooks" / exercise.assignment / f"{exercise.notebook}.ipynb"
    shutil.copy(released, untouched)


def exported(course: courses.Course) -> dict[str, float]:
    """Scores as ``nbgrader export`` writes them."""
    done = nbgrader(course.root, "export")
    assert done.returncode == 0, done.stderr
    with (course.root / "grades.csv").open(newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> courses.Course:
    """A class graded by stock nbgrader."""
    course = new_course(tmp_path_factory.mktemp("stock") / "course")
    made = nbgrader(course.root, "generate_assignment", "exercises")
    assert made.returncode == 0, made.stderr
    hand_in(course)
    graded = nbgrader(course.root, "autograde", "exercises")
    assert graded.returncode == 0, graded.stderr
    return course


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> courses.Course:
    """The same class graded by us."""
    course = new_course(tmp_path_factory.mktemp("ours") / "course")
    hand_in(course)
    grade_class(course, "exercises")
    return course


def test_both_give_the_same_scores(stock: courses.Course, ours: courses.Course) -> None:
    expected = {student: answer.score for student, answer in students(stock).items()}
    assert exported(stock) == exported(ours) == {**expected, "untouched": 0.0}


def test_stock_release_is_ours(stock: courses.Course) -> None:
    name = "exercises/ex1_logistic_regression.ipynb"
    assert (stock.released / name).read_bytes() == (ROOT / "notebooks" / name).read_bytes()


def test_stock_feedback_works_on_both(stock: courses.Course, ours: courses.Course) -> None:
    for course in (stock, ours):
        done = nbgrader(course.root, "generate_feedback", "exercises")
        assert done.returncode == 0, done.stderr
        pages = list((course.root / "feedback").glob("*/exercises/*.html"))
        assert len(pages) == RIGHT + WRONG + 1
    for page in (ours.root / "feedback").glob("*/exercises/*.html"):
        assert "examine(" not in page.read_text(encoding="utf-8")


def test_validate_tells_a_student_what_is_missing(ours: courses.Course) -> None:
    handed_in = ours.submitted / "untouched/exercises/ex1_logistic_regression.ipynb"
    done = nbgrader(ours.root, "validate", str(handed_in))
    assert "VALIDATION FAILED ON 5 CELL(S)" in done.stdout
    assert "ex1/data: not answered yet" in done.stdout
    right = ours.submitted / "s001/exercises/ex1_logistic_regression.ipynb"
    assert "Success!" in nbgrader(ours.root, "validate", str(right)).stdout
