"""``collect`` and ``export`` as an instructor types them."""

import csv
from pathlib import Path

import pytest
from lms_archives import EARLY, EX1, LATE, NOTEBOOK, blackboard_name, page, write
from test_marks import result
from typer.testing import CliRunner

from autograde.cli import app
from autograde.course import Course
from autograde.grading import records
from autograde.grading.result import Result

CANVAS = """\
Student,ID,SIS Login ID,Section,Exercises (812)
    Points Possible,,,,50.0
Anna,4711,s001,ML,40.0
Bo,4712,s002,ML,
Cy,4713,s003,ML,
"""

pytestmark = pytest.mark.grader


def type_in(course: Course, *words: object) -> tuple[int, str]:
    """Exit code, and all that was printed on one line."""
    done = CliRunner().invoke(app, [*map(str, words), "--course", str(course.root)])
    return done.exit_code, " ".join((done.output + done.stderr).split())


@pytest.fixture
def template(course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Canvas's table of a class of whom two were graded and one handed nothing in."""
    results = [result("s001", points=46.5), result("s002", "It died.", status="needs-attention")]

    def load(course: Course, assignment: str) -> list[Result]:
        return results

    monkeypatch.setattr(records, "load", load)
    path = course.root / "canvas.csv"
    path.write_text(CANVAS)
    return path


def test_collect_counts_what_is_plain_shows_what_is_not_and_lists_all(
    course: Course, tmp_path: Path
) -> None:
    files = {
        blackboard_name("s001", EX1, EARLY): b"{}",
        blackboard_name("s001", EX1, LATE): NOTEBOOK,
        **page("s001", {EX1: EX1}),
        blackboard_name("s002", "[red]work.rar"): b"Rar!",
    }
    code, said = type_in(course, "collect", write(tmp_path, files))
    assert code == 3
    assert (
        "s002: Exercises_s002_attempt_2026-11-20-17-30-00_[red]work.rar: it is an archive" in said
    )
    assert "1 × the attempt of 2026-11-20 17:30:00 is later" in said
    assert "1 of 4 files taken, of 1 student; 1 to look at." in said
    (listed,) = (course.root / "reports" / "exercises").glob("collected-*.csv")
    with listed.open(encoding="utf-8-sig", newline="") as file:
        assert {row["file"] for row in csv.DictReader(file)} == set(files)


def test_collect_tries_without_writing(course: Course, tmp_path: Path) -> None:
    path = write(tmp_path, {blackboard_name("s001", EX1): NOTEBOOK})
    code, said = type_in(course, "collect", path, "--dry-run")
    assert code == 0
    assert "1 of 1 files would be taken" in said
    assert f"{EX1}: taken" in said
    assert not (course.root / "reports").exists()
    assert not course.submitted.exists()


def test_collect_names_what_is_wrong_with_the_roster(course: Course, tmp_path: Path) -> None:
    (course.root / "roster.csv").write_text("name\nAnna\n")
    path = write(tmp_path, {blackboard_name("s001", EX1): NOTEBOOK})
    code, said = type_in(course, "collect", path)
    assert code == 1
    assert "roster.csv: the first line must name the columns id" in said


def test_collect_says_where_it_cannot_write(course: Course, tmp_path: Path) -> None:
    course.submitted.write_text("no folder")
    path = write(tmp_path, {blackboard_name("s001", EX1): NOTEBOOK})
    code, said = type_in(course, "collect", path)
    assert code == 1
    assert "submitted" in said
    assert "look at its folder" in said


def test_export_fills_the_template_tells_of_it_and_keeps_what_was_there(
    course: Course, template: Path
) -> None:
    words = ("export", "--to", "canvas", "--template", template, "--column", "Exercises")
    code, said = type_in(course, *words, "-e", "ex1")
    assert code == 3
    assert "s001: 40.0 there becomes 46.5" in said
    assert "s002 gets no mark: ex1: It died." in said
    assert "1 in the table handed nothing in, left as it is: 4713" in said
    assert "1 mark in 'Exercises (812)', of 50 points." in said
    filled = course.root / "reports" / "exercises" / "grades-canvas.csv"
    assert filled.read_text() == CANVAS.replace("ML,40.0", "ML,46.5")
    assert template.read_text() == CANVAS
    code, said = type_in(course, *words, "-e", "ex1", "--as-they-stand", "--zeros")
    assert code == 0
    assert "what it held before: grades-canvas.csv.before-1" in said
    assert filled.read_text().splitlines()[3:] == ["Bo,4712,s002,ML,0", "Cy,4713,s003,ML,0"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--to", "canvas"], 2, "--template; to get it, under Grades, choose Export"),
        (["--to", "canvas", "--template", "nowhere.csv"], 2, "nowhere.csv cannot be read"),
        (["--to", "moodle", "--template", "T", "-e", "ex1"], 1, "no export of Moodle"),
        (["--to", "canvas", "--template", "T"], 1, "nothing of 'ex2' is graded"),
        (["--to", "canvas", "--template", "T", "-e", "ex2"], 1, "nothing of 'ex2' is graded"),
        (["--to", "canvas", "--template", "T", "-e", "ex1"], 1, "no column is named"),
        (["--template", "T"], 2, "--to blackboard, --to canvas, --to moodle"),
        (["-e", "ex9"], 2, "there is no exercise 'ex9'"),
    ],
)
def test_export_says_what_is_missing_and_writes_nothing(
    course: Course, template: Path, words: list[str], code: int, said: str
) -> None:
    words = [str(template) if word == "T" else word for word in words]
    found, printed = type_in(course, "export", *words)
    assert (found, said in printed) == (code, True), printed
    assert not (course.root / "reports").exists()


def test_export_finds_the_column_of_an_exercise_by_its_short_title(
    course: Course, template: Path
) -> None:
    template.write_text(CANVAS.replace("Exercises (812)", "exercise 1 (812)"))
    _, said = type_in(course, "export", "--to", "canvas", "--template", template, "-e", "ex1")
    assert "1 mark in 'exercise 1 (812)'" in said


def test_export_leaves_out_whom_it_is_told_to(course: Course, template: Path) -> None:
    template.write_text(CANVAS.replace("Bo,4712,s002,ML,\n", ""))
    words = ["export", "--to", "canvas", "--template", template, "--column", "812", "-e", "ex1"]
    code, said = type_in(course, *words)
    assert code == 1
    assert "so nothing is written: s002." in said
    assert type_in(course, *words, "--without", "s002")[0] == 0
    assert "is the name right?" in type_in(course, *words, "--without", "s02")[1]


def test_export_without_a_system_is_the_plain_table(course: Course, template: Path) -> None:
    code, said = type_in(course, "export", course.root / "grades.csv")
    assert code == 0
    with (course.root / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["score"] for row in rows] == ["46.5", "0"]
    assert "grades.csv" in said
