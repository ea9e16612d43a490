"""What counts as a student's own code."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograde import course as courses
from autograde.similarity.own_code import given_code, own_code

ROOT = Path(__file__).parents[2]
Change = Callable[[NotebookNode], None]

pytestmark = pytest.mark.grader


@pytest.fixture
def course(tmp_path: Path) -> courses.Course:
    for part in ("course.toml", "solutions", "notebooks"):
        (tmp_path / part).symlink_to(ROOT / part)
    return courses.load(tmp_path)


def hand_in(course: courses.Course, student: str, change: Change) -> None:
    name = "ex1_logistic_regression.ipynb"
    notebook = nbformat.read(course.released / "exercises" / name, as_version=4)
    change(notebook)
    folder = course.submitted / student / "exercises"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / name)


def own(course: courses.Course, *students: str) -> dict[str, str]:
    return dict(own_code(course, course.exercises["ex1"], students))


def test_cells_that_were_filled_changed_or_added_are_a_student_s_own(
    course: courses.Course,
) -> None:
    def change(notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "ex1-split":
                cell.source = "def split(X, y):\r\n    ...\r\n"
        notebook.cells.append(new_code_cell("  extra = 1\n"))
        notebook.cells.append(new_markdown_cell("I thought long about it."))

    hand_in(course, "s001", change)
    assert own(course, "s001") == {"s001": "def split(X, y):\n    ...\n\nextra = 1"}


def test_nothing_is_the_own_code_of_somebody_without_a_readable_notebook(
    course: courses.Course,
) -> None:
    hand_in(course, "untouched", lambda notebook: None)
    hand_in(course, "broken", lambda notebook: None)
    (path,) = (course.submitted / "broken").rglob("*.ipynb")
    path.write_bytes(path.read_bytes()[:99])
    assert own(course, "untouched", "broken", "nobody") == {
        "untouched": "",
        "broken": "",
        "nobody": "",
    }


def test_lectures_are_given_to_everybody(course: courses.Course, tmp_path: Path) -> None:
    before = given_code(course)
    (tmp_path / "notebooks").unlink()
    shutil.copytree(ROOT / "notebooks" / "lecture", tmp_path / "notebooks" / "lecture")
    lectures = given_code(course)
    assert set(lectures) < set(before)
    assert any("optimizer.zero_grad()" in code for code in lectures)
