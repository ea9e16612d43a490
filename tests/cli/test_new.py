"""A new exercise works as it stands: released, checked, graded, and nothing else is touched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograde import course as courses
from autograde.cli import app
from autograde.notebook import corpus

ROOT = Path(__file__).parents[2]
NOTEBOOK = "notebooks/exercises/ex4.ipynb"
RIGHT = "def standardise(X):\n    return (X - X.mean(0)) / X.std(0)"
ONE_MEAN = "def standardise(X):\n    return (X - X.mean()) / X.std()"

pytestmark = pytest.mark.grader


def type_in(*words: object) -> tuple[int, str]:
    """Exit code, and all that was printed on one line."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, " ".join((result.output + result.stderr).split())


def new_exercise(folder: Path, *more: object, name: str = "ex4") -> tuple[int, str]:
    return type_in("new", "exercise", name, "--assignment", "exercises", *more, "--course", folder)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The course without its lectures, which take their time to be released."""
    shutil.copy(ROOT / "course.toml", tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    leave = shutil.ignore_patterns("lecture", "__pycache__")
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions", ignore=leave)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=leave)
    return tmp_path


def test_in_this_course_it_is_released_and_its_check_knows_right_from_wrong(copy: Path) -> None:
    before = files(copy)
    code, told = new_exercise(copy, "--title", 'Exercise 4: "scaling" \\ 尺度')
    assert code == 0, told
    after = files(copy)
    assert {name for name in before if before[name] != after[name]} == {"course.toml"}
    assert after["course.toml"].startswith(before["course.toml"])
    assert after.keys() - before.keys() == {
        "solutions/notebooks/exercises/ex4.ipynb",
        "solutions/notebooks/exercises/ex4_checks.py",
        "solutions/exams/ex4.py",
        "tests/submissions/ex4/right.py",
        "tests/submissions/ex4/wrong_one_mean.py",
    }
    assert all(name in told for name in after.keys() - before.keys())
    assert courses.load(copy).exercises["ex4"].title == 'Exercise 4: "scaling" \\ 尺度'

    assert type_in("release", "--check", "--course", copy)[0] == 1
    code, told = type_in("release", "--course", copy)
    assert (code, f"{NOTEBOOK} is missing" in told) == (0, True), told
    assert type_in("release", "--check", "--course", copy)[0] == 0
    released = nbformat.read(copy / NOTEBOOK, as_version=4)
    everything = "\n".join(cell.source for cell in released.cells)
    assert 'Exercise 4: "scaling" \\ 尺度' in everything
    assert "X.mean" not in everything and "examine(" not in everything

    solved = copy / "notebooks" / "exercises" / "solved.ipynb"
    for cell in released.cells:
        if cell.id == "standardise":
            cell.source = f'{RIGHT}\ncheck("ex4/standardise")\n{ONE_MEAN}'
    nbformat.write(released, solved)
    result = CliRunner().invoke(app, ["check", str(solved), "--json"])
    right, wrong = json.loads(result.stdout)["checks"]
    assert (right["passed"], wrong["passed"]) == (True, False), result.stdout


def test_a_course_of_its_own_begins_and_its_answers_are_graded_as_they_should(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "Statistics II"
    code, told = new_exercise(folder, "--title", "Scaling")
    assert code == 0, told
    assert courses.load(folder).title == "Statistics II"
    assert type_in("release", "--course", folder)[0] == 0
    code, told = type_in("try", "ex4", "--course", folder)
    assert code == 0, told
    assert "2 of 2 answers get what they should" in told

    right, _ = corpus.answers(folder / "tests" / "submissions" / "ex4")
    notebook = nbformat.read(folder / NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = right.cells["ex4-standardise"]
    (folder / "submitted" / "s001" / "exercises").mkdir(parents=True)
    nbformat.write(notebook, folder / "submitted" / "s001" / "exercises" / "ex4.ipynb")
    code, told = type_in("grade", "--course", folder, "--json", tmp_path / "results.jsonl")
    assert code == 0, told
    result = json.loads((tmp_path / "results.jsonl").read_text())
    assert (result["score"], result["max_score"], result["status"]) == (10, 10, "graded")


def test_an_answer_that_gets_something_else_is_shown_with_what_was_seen(tmp_path: Path) -> None:
    new_exercise(tmp_path)
    answer = tmp_path / "tests" / "submissions" / "ex4" / "wrong_one_mean.py"
    answer.write_text(answer.read_text().replace("score = 4.0", "score = 5.0"))
    code, told = type_in("try", "ex4", "wrong_one_mean", "--course", tmp_path)
    assert code == 1
    assert "0 of 1 answers get what they should" in told
    assert "standardise/values: 0 of 6. You took one mean of the whole table." in told


def test_a_dry_run_shows_the_files_and_the_table_and_writes_nothing(copy: Path) -> None:
    before = files(copy)
    code, told = new_exercise(copy, "--dry-run")
    assert code == 0
    assert "would write solutions/exams/ex4.py" in told
    assert "[exercises.ex4.points]" in told
    assert files(copy) == before


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ("solutions/exams/ex4.py", "solutions/exams/ex4.py is there already"),
        ("tests/submissions/ex4/right.py", "right.py is there already"),
    ],
)
def test_what_is_there_is_never_overwritten(copy: Path, there: str, said: str) -> None:
    (copy / there).parent.mkdir(parents=True, exist_ok=True)
    (copy / there).write_text("mine")
    before = files(copy)
    code, told = new_exercise(copy)
    assert (code, said in told) == (2, True), told
    assert files(copy) == before


def test_when_a_file_cannot_be_written_none_stays(copy: Path) -> None:
    (copy / "tests").write_text("a file where a folder belongs")
    before = files(copy)
    code, told = new_exercise(copy)
    assert code == 1
    assert "cannot be written" in told
    assert files(copy) == before


def test_a_file_without_a_last_line_break_gets_a_table_of_its_own(copy: Path) -> None:
    text = (copy / "course.toml").read_text(encoding="utf-8")
    (copy / "course.toml").write_text(text.rstrip("\n"), encoding="utf-8")
    assert new_exercise(copy)[0] == 0
    assert list(courses.load(copy).exercises) == ["ex1", "ex2", "ex3", "ex4"]
