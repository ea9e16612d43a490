"""What students get: nothing of the solutions, and what stock nbgrader would make."""

import zipfile
from pathlib import Path

import nbformat
import pytest
from withheld import secrets

from autograde import course as courses
from autograde.notebook import bundle, publish
from autograde.notebook.release import read_source, student_version

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.grader


@pytest.fixture(scope="module")
def course() -> courses.Course:
    return courses.load(ROOT)


@pytest.fixture(scope="module")
def bundled(course: courses.Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every text file of a bundle made from the released notebooks as they are committed."""
    target = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    bundle.write(course, target)
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_no_line_of_a_solution_hidden_test_exam_or_rubric_is_in_the_bundle(
    course: courses.Course, bundled: dict[str, str]
) -> None:
    everything = "\n".join(bundled.values())
    # A notebook is JSON: there a quotation mark has a backslash before it.
    found = {s for s in secrets(course) if s in everything or s.replace('"', '\\"') in everything}
    assert found == set()


def test_the_bundle_has_no_file_from_solutions(bundled: dict[str, str]) -> None:
    assert not [name for name in bundled if "/solutions/" in name]


def test_the_bundle_holds_what_a_student_needs(bundled: dict[str, str]) -> None:
    names = {name.removeprefix(f"{bundle.TOP}/") for name in bundled}
    assert {
        "README.md",
        "environment.yml",
        "pyproject.toml",
        "requirements.lock",
        "datasets/digit01.csv",
        "notebooks/exercises/ex1_logistic_regression.ipynb",
        "notebooks/lecture/01_tensors.ipynb",
        "autograde/student/__init__.py",
    } <= names


def test_the_committed_exercises_are_what_their_sources_make(course: courses.Course) -> None:
    for exercise in course.exercises.values():
        nb = student_version(course, exercise.assignment, exercise.notebook)
        path = course.released / exercise.assignment / f"{exercise.notebook}.ipynb"
        assert path.read_text(encoding="utf-8") == nbformat.writes(nb) + "\n"


def test_points_that_disagree_with_course_toml_are_refused(
    course: courses.Course, tmp_path: Path
) -> None:
    exercise = course.exercises["ex1"]
    nb = read_source(course, exercise.assignment, exercise.notebook)
    next(c for c in nb.cells if c.id == "ex1-data-test").metadata.nbgrader["points"] = 6
    folder = tmp_path / "solutions" / "notebooks" / exercise.assignment
    folder.mkdir(parents=True)
    nbformat.write(nb, folder / f"{exercise.notebook}.ipynb")
    (tmp_path / "solutions" / "exams").symlink_to(course.exams)
    (tmp_path / "course.toml").write_bytes((ROOT / "course.toml").read_bytes())
    with pytest.raises(publish.ReleaseError, match="6"):
        publish.check_sources(courses.load(tmp_path))


def test_check_names_what_is_stale(course: courses.Course) -> None:
    made = {"notebooks/exercises/ex1_logistic_regression.ipynb": "{}", "notebooks/new.ipynb": "{}"}
    lines = publish.differences(course, made)
    assert "notebooks/exercises/ex1_logistic_regression.ipynb differs" in lines
    assert "notebooks/new.ipynb is missing" in lines
    assert any(
        line.startswith("notebooks/lecture/01_tensors.ipynb has no source") for line in lines
    )
