"""What lies beside a notebook, and in what folder: no such thing stops anybody's grading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tiny
from nbformat.v4 import new_code_cell
from test_grading_again import grade

from autograde.course import Course
from autograde.grading import classroom
from autograde.grading.submission import Graded
from autograde.grading.submission import grade as graded

pytestmark = pytest.mark.grader


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = tiny.new_course(tmp_path)
    tiny.hand_in(course, "s1", 50)
    return course


def beside(course: Course) -> Path:
    return course.submitted / "s1" / "numbers"


def graded_alone(course: Course) -> Graded:
    return graded(classroom.submission(course, "s1", "one"), classroom.prepare(course, "one"))


def test_files_are_taken_along_as_far_as_there_is_room(course: Course) -> None:
    for number in range(6000):
        (beside(course) / f"{number}.csv").touch()
    result = graded_alone(course).result
    assert result.status == "graded", result.reason
    assert result.reason and "files beside the notebook could not be taken along" in result.reason


def test_folders_in_folders_take_room_as_well(course: Course) -> None:
    for number in range(60):
        folder = beside(course).joinpath(f"{number}", *["d"] * 90)
        folder.mkdir(parents=True)
        (folder / "x.csv").touch()
    submission = classroom.submission(course, "s1", "one")
    assert submission.left
    assert len(submission.files) + submission.left == 60
    assert graded_alone(course).result.status == "graded"


def test_a_large_file_stays_behind(course: Course) -> None:
    with (beside(course) / "large.csv").open("wb") as file:
        file.truncate(classroom.MAX_FILE_BYTES + 1)
    submission = classroom.submission(course, "s1", "one")
    assert (submission.files, submission.left) == ({}, 1)


def test_a_folder_does_not_stand_in_the_place_of_the_open_checks(course: Course) -> None:
    (course.sources / "numbers" / "one_checks.py").write_text("def check(): pass\n")
    (beside(course) / "one_checks.py").mkdir()
    (beside(course) / "one_checks.py" / "x.csv").touch()
    assert graded_alone(course).result.status == "graded"


def test_what_a_student_calls_a_cell_comes_to_no_terminal(course: Course) -> None:
    notebook = tiny.answer("def number():\n    return 30")
    for grade_id in ("\x1b]0;mine\x07", "\ud800", "x" * 2_000_000):
        cell = new_code_cell("1")
        cell.metadata = {"tags": ["skip-execution"], "nbgrader": {"grade_id": grade_id}}
        notebook.cells.append(cell)
    (beside(course) / "one.ipynb").write_text(json.dumps(notebook))
    told = grade(course)
    assert "1 graded" in told
    assert "mine" not in told
    assert len(told) < 2000
