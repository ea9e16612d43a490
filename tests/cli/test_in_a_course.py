"""Commands as an instructor types them: messages, exit codes, nothing lost."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograde.cli import app

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "exercises" / "ex1_logistic_regression.ipynb"

pytestmark = pytest.mark.grader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("course.toml", "solutions", "datasets", "nbgrader_config.py"):
        (tmp_path / part).symlink_to(ROOT / part)
    return tmp_path


def type_in(*words: object) -> tuple[int, str]:
    """Exit code, and all that was printed on one line."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, " ".join((result.output + result.stderr).split())


def hand_in(folder: Path, student: str, content: bytes) -> None:
    target = folder / "submitted" / student / "exercises"
    target.mkdir(parents=True)
    (target / NOTEBOOK.name).write_bytes(content)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["grade"], 2, "run `autograde collect` first"),
        (["feedback"], 2, "run `autograde grade` first"),
        (["report"], 2, "run `autograde grade` first"),
        (["export"], 2, "run `autograde grade` first"),
        (["grade", "-a", "homework"], 2, "Choose one of exercises"),
        (["collect", "nowhere.zip"], 1, "does not exist"),
    ],
)
def test_what_is_missing_is_named_with_the_next_step(
    folder: Path, words: list[str], code: int, said: str
) -> None:
    got, text = type_in(*words, "--course", folder)
    assert (got, said in text) == (code, True), text


def test_a_wrong_course_file_ends_every_command(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text("titel = 'x'\n")
    code, text = type_in("grade", "--course", tmp_path)
    assert code == 2
    assert "line 1" in text


def test_unknown_students_and_exercises_are_named(folder: Path) -> None:
    hand_in(folder, "s001", NOTEBOOK.read_bytes())
    code, text = type_in("grade", "--course", folder, "-s", "s999")
    assert (code, "'s999'" in text) == (2, True)
    code, text = type_in("grade", "--course", folder, "-e", "ex7")
    assert (code, "there are: ex1" in text) == (2, True)


def test_grade_leaves_with_3_when_a_person_is_needed_and_writes_what_it_found(
    folder: Path,
) -> None:
    hand_in(folder, "s001", NOTEBOOK.read_bytes())
    hand_in(folder, "李雷", b"no notebook")
    lines = folder / "results.jsonl"
    code, text = type_in("grade", "--course", folder, "--json", lines)
    assert code == 3, text
    results = [json.loads(line) for line in lines.read_text().splitlines()]
    first, second = (result for result in results if result["exercise"] == "ex1")
    assert (first["student"], first["status"], first["score"]) == ("s001", "graded", 0.0)
    assert {c["diagnosis"] for c in first["criteria"]} == {"not-attempted"}
    assert first["sandboxed"] is True
    assert (second["student"], second["status"]) == ("李雷", "needs-attention")
    assert "not JSON" in second["reason"]
    assert {c["passed"] for c in second["criteria"]} == {None}
    left_out = [result for result in results if result["exercise"] == "ex2"]
    for result in left_out:
        assert (result["status"], result["score"]) == ("graded", 0.0)
        assert "was not handed in" in result["reason"]
    assert len(left_out) == 2
    for command in ("feedback", "report", "export"):
        assert type_in(command, "--course", folder)[0] == 0
    assert (folder / "reports/exercises/students/李雷.html").is_file()
    assert "李雷" in (folder / "reports/exercises/grades.csv").read_text(encoding="utf-8-sig")


def test_a_machine_without_a_sandbox_does_not_grade(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograde.kernel import sandbox

    monkeypatch.setattr(sandbox, "bwrap", lambda: None)
    hand_in(folder, "s001", NOTEBOOK.read_bytes())
    code, text = type_in("grade", "--course", folder)
    assert code == 1
    assert "autograde doctor" in text and "--unsafe" in text
    assert not (folder / "gradebook.db").exists()


def test_release_check_names_a_stale_notebook_and_changes_nothing(folder: Path) -> None:
    for source in (ROOT / "solutions" / "notebooks").glob("exercises/*.ipynb"):
        (folder / "notebooks" / "exercises").mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder / "notebooks" / "exercises")
    before = (folder / "notebooks" / "exercises" / NOTEBOOK.name).read_bytes()
    code, text = type_in("release", "--check", "--course", folder)
    assert code == 1
    assert f"exercises/{NOTEBOOK.name} differs" in text
    assert (folder / "notebooks" / "exercises" / NOTEBOOK.name).read_bytes() == before


def test_the_released_notebooks_are_up_to_date() -> None:
    code, text = type_in("release", "--check", "--course", ROOT)
    assert code == 0, text


def test_the_demo_refuses_a_folder_that_it_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    code, text = type_in("demo", "--course", ROOT, "--folder", tmp_path)
    assert code == 2
    assert "choose another --folder" in text
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_the_name_of_a_folder_gives_no_order_to_the_terminal(folder: Path) -> None:
    hand_in(folder, "s\x1b]0;owned\x1b[2J[red]", b"no notebook")
    code, text = type_in("grade", "--course", folder)
    assert code == 3, text
    assert "\x1b" not in text
    assert "[red]" in text


def test_work_that_lies_in_no_assignment_s_folder_is_named(folder: Path) -> None:
    hand_in(folder, "s001", NOTEBOOK.read_bytes())
    for student, place in (("flat", "mine.ipynb"), ("upper", "Exercises/mine.ipynb")):
        path = folder / "submitted" / student / place
        path.parent.mkdir(parents=True)
        path.write_bytes(NOTEBOOK.read_bytes())
    code, text = type_in("grade", "--course", folder, "-e", "ex3")
    assert code == 3, text
    assert "submitted/flat/mine.ipynb belongs into submitted/STUDENT/exercises/" in text
    assert "submitted/upper/Exercises belongs into" in text
