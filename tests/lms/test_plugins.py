"""nbgrader's own commands read the archives of learning-management systems, and fill in tables."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from lms_archives import EARLY, EX1, EX2, LATE, MNIST, NOTEBOOK, blackboard_name, write, zipped

from autograde.course import Course
from autograde.grading.gradebook import open_gradebook

pytestmark = pytest.mark.grader


def nbgrader(folder: Path, *words: str) -> str:
    """Run an nbgrader command as an instructor would, from the course folder; what it said."""
    env = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1", "COURSE_DATA": ""}
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stderr


def test_zip_collect_sorts_the_archives_of_all_three(course: Course, tmp_path: Path) -> None:
    archives = course.root / "downloaded" / "exercises" / "archive"
    archives.mkdir(parents=True)
    hidden = {f"work/{EX1}": NOTEBOOK, "work/data.csv": b"1", "timestamp.txt": b"1999-01-01"}
    write(
        archives,
        {
            blackboard_name("s001", EX1, EARLY): b"{}",
            blackboard_name("s001", "ex1 (1).ipynb", LATE): NOTEBOOK,
            blackboard_name("../../s666", EX1): NOTEBOOK,
        },
        "gradebook.zip",
    )
    write(archives, {f"schmidtanna_4711_1_{EX2}": MNIST}, "canvas.zip")
    write(
        archives,
        {"李 雷_12345_assignsubmission_file_/all.zip": zipped(hidden)},
        "moodle.zip",
    )
    (archives / "broken.zip").write_bytes(b"PK cut")
    said = nbgrader(course.root, "zip_collect", "exercises")
    assert "broken.zip is no zip archive" in said
    assert "leads out of the archive" in said
    found = {
        path.relative_to(course.submitted).as_posix(): path.read_bytes()
        for path in course.submitted.rglob("*")
        if path.is_file()
    }
    stamp = found.pop("s001/exercises/timestamp.txt").decode()
    assert datetime.fromisoformat(stamp) == LATE
    assert found == {
        f"s001/exercises/{EX1}": NOTEBOOK,
        f"4711/exercises/{EX2}": MNIST,
        f"12345/exercises/{EX1}": NOTEBOOK,
        "12345/exercises/data.csv": b"1",
    }


def test_export_fills_in_a_table_from_nbgraders_gradebook(course: Course) -> None:
    with open_gradebook(course) as gradebook:
        gradebook.add_assignment("exercises")
        gradebook.add_notebook("ex1", "exercises")
        gradebook.add_grade_cell("cell", "ex1", "exercises", max_score=50, cell_type="code")
        gradebook.add_student("s001")
        gradebook.add_submission("exercises", "s001")
        grade = gradebook.find_grade("cell", "ex1", "exercises", "s001")
        grade.auto_score, grade.needs_manual_grade = 46.5, False
        gradebook.db.commit()
    (course.root / "canvas.csv").write_text(
        "Student,ID,SIS Login ID,Section,exercises (812)\nAnna,4711,s001,ML,\n"
    )
    (course.root / "filled.csv").write_text("before")
    nbgrader(
        course.root,
        "export",
        "--exporter=autograde.lms.plugins.LmsExporter",
        "--LmsExporter.system=canvas",
        "--LmsExporter.template=canvas.csv",
        "--to=filled.csv",
    )
    assert (course.root / "filled.csv").read_text().splitlines()[1] == "Anna,4711,s001,ML,46.5"
    assert (course.root / "filled.csv.before-1").read_text() == "before"
