"""Nothing is lost, nothing is graded twice, and no mark changes unseen."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
import tiny
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograde import course as courses
from autograde.cli import app
from autograde.grading import cluster, records
from autograde.grading.ledger import alone
from autograde.grading.run import Run

pytestmark = pytest.mark.grader

NUMBERS = {"s1": 10, "s2": 50, "s3": 100}


def grade(course: courses.Course, *words: str, code: int = 0) -> str:
    """What ``autograde grade`` prints."""
    result = CliRunner().invoke(app, ["grade", "--course", str(course.root), *words])
    assert result.exit_code == code, result.output
    return " ".join(re.sub("[\u2500-\u257f]", " ", result.output).split())


def marks(course: courses.Course) -> dict[str, float | None]:
    """What nbgrader's gradebook holds: the points of each student."""
    with Gradebook(course.gradebook_url) as gradebook:
        submissions = gradebook.assignment_submissions("numbers")
        return {found.student.id: found.notebooks[0].grades[0].auto_score for found in submissions}


def change(course: courses.Course, *lines: tuple[str, str]) -> courses.Course:
    """The course with other lines in course.toml."""
    path = course.root / "course.toml"
    text = path.read_text(encoding="utf-8")
    for before, after in lines:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    return courses.load(course.root)


def in_ledger(course: courses.Course, statement: str) -> None:
    """Let something else stand in the ledger."""
    with closing(sqlite3.connect(course.ledger)) as database, database:
        database.execute(statement)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tiny.new_course(tmp_path_factory.mktemp("again") / "course")
    for student, number in NUMBERS.items():
        tiny.hand_in(course, student, number)
    told = grade(course)
    assert "3 ran, 0 had been run before; 3 graded." in told
    return course.root


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> courses.Course:
    return courses.load(shutil.copytree(graded, tmp_path / "course"))


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("workers were started")

    monkeypatch.setattr(cluster, "connect", forbidden)


def test_points_of_the_gradebook_are_those_of_the_curve(course: courses.Course) -> None:
    assert marks(course) == {"s1": 4.6, "s2": 7.0, "s3": 10.0}


@pytest.mark.usefixtures("nothing_runs")
def test_what_has_been_run_is_not_run_again(course: courses.Course, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    assert "0 ran, 3 had been run before; 3 graded." in grade(course, "--json", str(file))
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(line["student"], line["score"], line["cached"]) for line in lines] == [
        ("s1", 4.6, True),
        ("s2", 7.0, True),
        ("s3", 10.0, True),
    ]


@pytest.mark.usefixtures("nothing_runs")
def test_another_text_between_the_code_is_no_reason_to_run(course: courses.Course) -> None:
    path = course.submitted / "s1" / "numbers" / "one.ipynb"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("My notes.", "Thank you."), encoding="utf-8")
    assert "0 ran" in grade(course)
    shown = course.autograded / "s1" / "numbers" / "one.ipynb"
    assert "Thank you." in shown.read_text(encoding="utf-8")


def test_who_hands_in_anew_is_graded_anew_and_nobody_else(course: courses.Course) -> None:
    tiny.hand_in(course, "s1", 90)
    tiny.hand_in(course, "s4", 0)
    told = grade(course, "--dry-run")
    assert "s1 one: handed in anew" in told
    assert "s4 one: not graded yet" in told
    assert "2 of 4 have been run." in told
    assert marks(course)["s1"] == 4.6
    assert "2 ran, 2 had been run before" in grade(course)
    assert marks(course) == {"s1": 9.4, "s2": 7.0, "s3": 10.0, "s4": 4.0}


@pytest.mark.usefixtures("nothing_runs")
def test_who_hands_in_what_another_did_gets_the_same_mark(course: courses.Course) -> None:
    tiny.hand_in(course, "s1", 100)
    grade(course)
    assert marks(course) == {"s1": 10.0, "s2": 7.0, "s3": 10.0}


def test_whose_kernel_was_killed_is_tried_again_next_time(course: courses.Course) -> None:
    for student in ("s4", "s5"):
        tiny.hand_in(course, student, 0, "import os\n\nos.kill(os.getpid(), 9)")
    assert "3 graded, 2 needs-attention." in grade(course, code=3)
    found = marks(course)
    told = grade(course, "--dry-run")
    assert "s4 one: its kernel was killed, perhaps for want of memory, or what was kept" in told
    assert "1 handed in the same as one of these." in told
    assert "1 ran, 4 had been run before" in grade(course, code=3)
    assert marks(course) == found


def test_a_try_whose_kernel_was_killed_takes_no_mark_away(
    course: courses.Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = cluster.Answer(Run("undecided", notes=("its process ended",), killed=True), None)

    def examine_all(_: object, jobs: Iterable[tuple[object, object]], __: object) -> object:
        return ((job, killed) for job, _ in jobs)

    monkeypatch.setattr(cluster, "examine_all", examine_all)
    grade(course, "--regrade")
    assert marks(course) == {"s1": 4.6, "s2": 7.0, "s3": 10.0}


def test_only_the_chosen_student_is_run_again(course: courses.Course, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    words = ("--student", "s2", "--exercise", "one", "--json", str(file))
    assert "1 ran, 0 had been run before" in grade(course, "--regrade", *words)
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["student"], json.loads(line)["cached"]) == ("s2", False)


@pytest.mark.usefixtures("nothing_runs")
def test_another_curve_changes_marks_only_when_somebody_agrees(course: courses.Course) -> None:
    course = change(course, ("[100.0, 6.0]", "[50.0, 6.0]"))
    told = grade(course, code=3)
    assert "2 marks would change" in told
    assert "s1 one 4.6 5.2 +0.6" in told
    assert "s2 one 7 10 +3" in told
    assert "None of these is written; --yes writes them." in told
    assert marks(course) == {"s1": 4.6, "s2": 7.0, "s3": 10.0}
    grade(course, "--yes")
    assert marks(course) == {"s1": 5.2, "s2": 10.0, "s3": 10.0}
    assert "marks would change" not in grade(course)


@pytest.mark.usefixtures("nothing_runs")
def test_other_weights_count_at_once_without_a_run(course: courses.Course) -> None:
    course = change(
        course,
        ('"number/there" = 4', '"number/there" = 2'),
        ('"number/large" = 6', '"number/large" = 8'),
        ("[100.0, 6.0]", "[100.0, 8.0]"),
    )
    grade(course, "--yes")
    assert marks(course) == {"s1": 2.8, "s2": 6.0, "s3": 10.0}


def test_another_exam_is_a_reason_to_run(course: courses.Course) -> None:
    exam = course.exams / "one.py"
    exam.write_text(exam.read_text(encoding="utf-8").replace("it gave", "it said"), "utf-8")
    assert "3 would run: the exam" in grade(course, "--dry-run")


@pytest.mark.usefixtures("nothing_runs")
def test_a_mark_that_a_person_gave_stays(course: courses.Course) -> None:
    with Gradebook(course.gradebook_url) as gradebook:
        grade_of_s1 = gradebook.find_grade("one-test", "one", "numbers", "s1")
        grade_of_s1.manual_score = 9
        gradebook.db.commit()
    file = course.root / "results.jsonl"
    grade(course, "--json", str(file))
    first = json.loads(file.read_text(encoding="utf-8").splitlines()[0])
    assert (first["score"], first["status"]) == (9.0, "graded")
    assert first["criteria"][-1]["message"] == "9 of 10 points instead of 4.6."
    told = grade(change(course, ("[100.0, 6.0]", "[50.0, 6.0]")), "--yes", code=3)
    assert "A person marked the part 'number' before it changed." in told
    with Gradebook(course.gradebook_url) as gradebook:
        found = gradebook.find_grade("one-test", "one", "numbers", "s1")
        assert (found.manual_score, found.auto_score, found.score) == (9, 5.2, 9)


def test_lateness_is_taken_off_and_told(course: courses.Course, tmp_path: Path) -> None:
    deadline = '[assignments.numbers]\ndue = "2026-12-01T12:00"\ntimezone = "Europe/Zurich"\n'
    deadline += "penalty = [[0, 0], [10, 0.5]]\n\n[kernel]"
    stamp = course.submitted / "s3" / "numbers" / "timestamp.txt"
    stamp.write_text("2026-12-01 13:00:00 UTC", encoding="utf-8")
    course = change(course, ("[kernel]", deadline))
    file = tmp_path / "results.jsonl"
    grade(course, "--yes", "--json", str(file))
    late = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][2]
    assert (late["score"], late["penalty"]) == (9.0, 1.0)
    assert "10 % of 10 points, 1, are taken off: 9." in late["late"]


def test_only_one_grades_at_a_time(course: courses.Course) -> None:
    with alone(course):
        assert "another `autograde grade` is at work" in grade(course, code=1)


def test_a_ledger_that_is_none_is_named_and_kept(course: courses.Course) -> None:
    ledger = course.root / "ledger.db"
    ledger.write_bytes(b"This is no database, but it may be somebody's." * 100)
    told = grade(course, code=1)
    assert "ledger.db cannot be used" in told
    assert ledger.read_bytes().startswith(b"This is no database")


EXAM_THAT_KILLS = """\
import os
import signal
from pathlib import Path

def ask(candidate, rng):
    number = getattr(candidate.call("number"), "value", None)
    flag = Path({flag!r})
    if number == 13 and not ({once} and flag.exists()):
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number
"""


def with_a_killer(folder: Path, once: bool) -> courses.Course:
    """A course whose exam takes its worker along where ``number`` is 13, at least once."""
    course = tiny.new_course(folder)
    before, _, after = tiny.EXAM.partition("def ask(")
    after = after[after.index("EXAM = ") :]
    exam = EXAM_THAT_KILLS.format(flag=str(folder / "flag"), once=once)
    (course.exams / "one.py").write_text(before + exam + after, encoding="utf-8")
    for student, number in NUMBERS.items():
        tiny.hand_in(course, student, number)
    tiny.hand_in(course, "killer", 13)
    return course


def test_a_worker_that_dies_loses_no_submission(tmp_path: Path) -> None:
    course = with_a_killer(tmp_path / "course", once=True)
    grade(course)
    assert marks(course) == {"s1": 4.6, "s2": 7.0, "s3": 10.0, "killer": 4.78}


def test_who_takes_two_workers_along_is_set_aside_and_named(tmp_path: Path) -> None:
    course = with_a_killer(tmp_path / "course", once=False)
    told = grade(course, code=1)
    assert "killer one 0/10 grader-fault The workers that graded it died" in told
    assert "it is set aside" in told
    assert {s: m for s, m in marks(course).items() if s != "killer"} == {
        "s1": 4.6,
        "s2": 7.0,
        "s3": 10.0,
    }
    assert "killer one: the grader failed on it" in grade(course, "--dry-run")


@pytest.mark.parametrize("damage", ["run = '{}'", "run = '['", "outputs = x'00'"])
def test_a_damaged_run_runs_again(course: courses.Course, damage: str) -> None:
    in_ledger(course, f"update runs set {damage} where rowid = 1")
    assert "1 ran, 2 had been run before; 3 graded." in grade(course)
    assert "0 ran, 3 had been run before; 3 graded." in grade(course)


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize("damage", ["{", "{}", "[]"])
def test_a_damaged_result_is_named_and_made_again(course: courses.Course, damage: str) -> None:
    before = marks(course)
    in_ledger(course, f"update results set result = '{damage}' where student = 's2'")
    assert "result of s2 in one is damaged" in grade(course, "-s", "s1", code=1)
    assert "3 graded" in grade(course)
    assert marks(course) == before


@pytest.mark.parametrize("command", ["report", "feedback", "export", "grade"])
def test_a_damaged_ledger_is_told_in_words(course: courses.Course, command: str) -> None:
    in_ledger(course, "drop table results")
    in_ledger(course, "create table results (assignment text)")
    result = CliRunner().invoke(app, [command, "--course", str(course.root)])
    assert (
        result.exit_code,
        "ledger.db cannot be used (no" in " ".join(result.stderr.split()),
    ) == (
        1,
        True,
    )


@pytest.mark.parametrize("command", ["report", "feedback", "export"])
def test_results_of_an_exercise_that_is_gone_are_left_out(
    course: courses.Course, command: str
) -> None:
    in_ledger(
        course,
        "insert into results select assignment, student, 'old', content, key, published,"
        ' replace(result, \'"exercise": "one"\', \'"exercise": "old"\') from results',
    )
    result = CliRunner().invoke(app, [command, "--course", str(course.root)])
    assert result.exit_code == 0, result.output
    assert {r.exercise for r in records.load(course, "numbers")} == {"one"}


@pytest.mark.usefixtures("nothing_runs")
def test_results_that_cannot_be_written_down_are_told_in_words(course: courses.Course) -> None:
    result = CliRunner().invoke(app, ["grade", "--course", str(course.root), "--json", "/dev/full"])
    assert (result.exit_code, "No space left on device" in result.stderr) == (1, True)
