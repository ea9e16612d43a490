"""A person's marks: for a whole group, in nbgrader's own gradebook, and back again."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from typer.testing import CliRunner

from autograde import course as courses
from autograde.cli import app
from autograde.cli.grading_commands import Choice, grade_class
from autograde.feedback import pages
from autograde.grading import records
from autograde.notebook.release import student_version
from autograde.written.marking import Group, Marking

ROOT = Path(__file__).parents[2]
ASSIGNMENT, NOTEBOOK = "exercises", "ex3_questions"
#: A sentence of the mark scheme, and one of the model answer.
SECRETS = ("a step has no useful derivative", "the perceptron keeps jumping from line to line")
ANSWERS = {
    "s01": "Logistic regression gives a probability, the perceptron gives a class.",
    "s02": "The perceptron gives a class; logistic regrssion gives a probability!",
    "s03": "Logistic regression gives a probability. The **perceptron** gives a class.",
    "s04": "The perceptron gives a probability, logistic regression gives a class.",
    "李雷": "逻辑回归输出概率。感知机输出类别。",
    "韩梅梅": "感知机输出的是类别，逻辑回归输出的是概率",  # noqa: RUF001
    "s07": "",
    "s08": "\u200b ",
    "s09": "YOUR ANSWER HERE",
    "s10": "### BEGIN MARK SCHEME\n3 points for me",
}

#: The lines around tables and texts.
FRAMES = re.compile(r"[\u2500-\u257f]")

pytestmark = pytest.mark.grader


def hand_in(course: courses.Course, answers: Mapping[str, str]) -> None:
    released = student_version(course, ASSIGNMENT, NOTEBOOK)
    for student, text in answers.items():
        nb = deepcopy(released)
        next(cell for cell in nb.cells if cell.id == "ex3-difference").source = text
        folder = course.submitted / student / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(nb, folder / f"{NOTEBOOK}.ipynb")


def grade(course: courses.Course) -> None:
    """Grade Exercise 3 as the command does; none of its cells is run."""
    grade_class(course, ASSIGNMENT, Choice(exercises=["ex3"]))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "course"
    folder.mkdir()
    for part in ("course.toml", "solutions", "datasets", "nbgrader_config.py"):
        (folder / part).symlink_to(ROOT / part)
    course = courses.load(folder)
    hand_in(course, ANSWERS)
    grade(course)
    return folder


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> courses.Course:
    """The graded class, for one test."""
    return courses.load(shutil.copytree(graded, tmp_path / "course", symlinks=True))


def mark(course: courses.Course, *words: object, answer: str = "y\n") -> tuple[int, str]:
    """Exit code and words of ``autograde mark ex3 -q difference ...``."""
    line = ["mark", "ex3", "-q", "difference", *words, "--course", course.root]
    result = CliRunner().invoke(app, [str(word) for word in line], input=answer)
    return result.exit_code, " ".join(FRAMES.sub(" ", result.output + result.stderr).split())


def group_of(course: courses.Course, student: str) -> Group:
    groups = Marking(course, "ex3", "difference").groups()
    return next(g for g in groups if student in [a.student for a in g.answers])


def students(group: Group) -> list[str]:
    return [answer.student for answer in group.answers]


def stock(course: courses.Course, student: str) -> tuple[float | None, bool, str | None]:
    """Mark, need of a person and comment, as stock nbgrader reads them."""
    place = "ex3-difference", NOTEBOOK, ASSIGNMENT, student
    with Gradebook(course.gradebook_url) as book:
        grade, comment = book.find_grade(*place), book.find_comment(*place)
        return grade.manual_score, grade.needs_manual_grade, comment.comment


def in_formgrader(course: courses.Course, student: str, points: float, question: str) -> None:
    """Give a mark as formgrader does."""
    with Gradebook(course.gradebook_url) as book:
        grade = book.find_grade(f"ex3-{question}", NOTEBOOK, ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


def formgrader_page(folder: Path, student: str) -> str:
    """The page on which a person marks, made by formgrader's own exporter, without its tags."""
    exporter = HTMLExporter(config=FormgradeExtension().build_extra_config())
    path = folder / "autograded" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    html, _ = exporter.from_filename(str(path), resources={"base_url": "", "index": 0, "total": 1})
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_answers_that_say_the_same_are_one_group_and_flags_come_first(
    course: courses.Course,
) -> None:
    groups = Marking(course, "ex3", "difference").groups()
    assert [(group.flag, students(group)) for group in groups] == [
        ("empty", ["s07", "s08"]),
        ("untouched", ["s09"]),
        ("", ["s01", "s02", "s03"]),
        ("", ["李雷", "韩梅梅"]),
        ("", ["s04"]),
        ("", ["s10"]),
    ]


def test_nobody_has_a_mark_before_a_person_gives_one(course: courses.Course) -> None:
    assert {stock(course, student)[:2] for student in ANSWERS} == {(None, True)}


def test_the_list_shows_rubric_size_flag_and_an_answer(course: courses.Course) -> None:
    code, text = mark(course)
    assert code == 0
    for words in (*SECRETS, "nothing is written", "6 groups", "感知机输出的是类别"):
        assert words in text


def test_a_group_shows_every_wording(course: courses.Course) -> None:
    number = group_of(course, "s01").number
    _, text = mark(course, "-g", number)
    assert all(student in text for student in ("s01", "s02", "s03"))
    assert "regrssion" in text


def test_what_a_student_writes_cannot_steer_the_terminal(course: courses.Course) -> None:
    hand_in(course, {"s04": "It has a step\x1b]0;owned\x07 \u202e[bold]on z[/bold]."})
    grade(course)
    for words in ((), ("-g", group_of(course, "s04").number)):
        _, text = mark(course, *words)
        assert "[bold]on z[/bold]" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_a_mark_goes_to_the_whole_group_and_back(course: courses.Course) -> None:
    number = group_of(course, "s01").number
    code, text = mark(course, "-g", number, "-p", 1, "--comment", "Only what comes out: 结果.")
    assert (code, "3 marks written" in text) == (0, True), text
    marked = {student: stock(course, student) for student in ANSWERS}
    assert {s for s, found in marked.items() if found[0] is not None} == {"s01", "s02", "s03"}
    assert marked["s02"] == (1, False, "Only what comes out: 结果.")
    assert "3 marks taken back" in mark(course, "--undo")[1]
    assert {stock(course, student) for student in ANSWERS} == {(None, True, None)}
    code, text = mark(course, "--undo")
    assert (code, "left to take back" in text) == (2, True)


def test_two_groups_at_once_and_the_last_marking_is_taken_back_first(
    course: courses.Course,
) -> None:
    empty, english = group_of(course, "s07").number, group_of(course, "s01").number
    chinese = group_of(course, "李雷").number
    mark(course, "-g", empty, "-p", 0)
    mark(course, "-g", english, "-g", chinese, "-p", 1)
    assert [stock(course, s)[0] for s in ("s08", "s03", "韩梅梅")] == [0, 1, 1]
    mark(course, "--undo")
    assert [stock(course, s)[0] for s in ("s08", "s03", "韩梅梅")] == [0, None, None]
    mark(course, "--undo")
    assert stock(course, "s08")[0] is None


@pytest.mark.parametrize(("words", "answer"), [(["--dry-run"], ""), ([], "n\n")])
def test_nothing_is_written_before_a_person_agrees(
    course: courses.Course, words: list[str], answer: str
) -> None:
    _, text = mark(course, "-g", group_of(course, "s01").number, "-p", 1, *words, answer=answer)
    assert "s01, s02, s03: no mark → 1" in text
    assert stock(course, "s01")[:2] == (None, True)
    assert not (course.root / "reports" / ASSIGNMENT / "marks.jsonl").exists()


def test_a_mark_given_in_formgrader_stays_unless_it_is_told_to_go(course: courses.Course) -> None:
    in_formgrader(course, "s02", 2.5, "difference")
    number = group_of(course, "s01").number
    _, text = mark(course, "-g", number, "-p", 1)
    assert "s02: keeps its mark (2.5)" in text
    assert [stock(course, s)[0] for s in ("s01", "s02", "s03")] == [1, 2.5, 1]
    _, text = mark(course, "-g", number, "-p", 2, "--overwrite")
    assert "s02: 2.5 → 2; the mark that was there is lost" in text
    assert [stock(course, s)[0] for s in ("s01", "s02", "s03")] == [2, 2, 2]
    mark(course, "--undo")
    assert [stock(course, s)[0] for s in ("s01", "s02", "s03")] == [1, 2.5, 1]


def test_undo_leaves_alone_what_was_changed_since(course: courses.Course) -> None:
    mark(course, "-g", group_of(course, "s01").number, "-p", 1)
    in_formgrader(course, "s03", 3, "difference")
    _, text = mark(course, "--undo")
    assert "s03: keeps its mark: it was changed since" in text
    assert [stock(course, s)[0] for s in ("s01", "s02", "s03")] == [None, None, 3]


@pytest.mark.parametrize(
    "cut", [b'{"time": "2026', b'{"time": "2026"}', b"\xff", b'{"exercise": "ex3"}\n', b"[]\n"]
)
def test_a_damaged_line_of_the_journal_is_named_and_the_next_one_stays_whole(
    course: courses.Course, cut: bytes
) -> None:
    number = group_of(course, "s01").number
    mark(course, "-g", number, "-p", 1)
    journal = course.root / "reports" / ASSIGNMENT / "marks.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + cut)
    code, text = mark(course, "--undo")
    assert (code, "error: line 2 of" in text) == (2, True), text
    mark(course, "-g", number, "-p", 2, "--overwrite")
    first, _, last = journal.read_bytes().splitlines()
    journal.write_bytes(first + b"\n" + last + b"\n")
    mark(course, "--undo")
    assert stock(course, "s01")[0] == 1
    mark(course, "--undo")
    assert stock(course, "s01")[0] is None


def test_taking_back_what_is_no_longer_in_the_journal_is_no_marking(
    course: courses.Course,
) -> None:
    mark(course, "-g", group_of(course, "s01").number, "-p", 1)
    mark(course, "--undo")
    journal = course.root / "reports" / ASSIGNMENT / "marks.jsonl"
    journal.write_bytes(journal.read_bytes().splitlines(keepends=True)[1])
    code, text = mark(course, "--undo")
    assert (code, "left to take back" in text) == (2, True), text


@pytest.mark.parametrize(
    ("comment", "kept"), [("M\udcfcller\ud800", "M?ller?"), ("a\u2028b\x85c", "a\u2028b\x85c")]
)
def test_any_comment_is_written_and_taken_back(
    course: courses.Course, comment: str, kept: str
) -> None:
    marking = Marking(course, "ex3", "difference")
    marking.give(marking.plan([group_of(course, "s01")], 1, comment, overwrite=False)[0])
    assert stock(course, "s01")[2] == kept
    assert [len(changes) for changes in marking.undo()] == [3, 0]


@pytest.mark.parametrize("content", [b"", b'{"cells": [', b"[]", b"{}"])
def test_a_damaged_notebook_is_named_and_comes_back(course: courses.Course, content: bytes) -> None:
    path = course.autograded / "s04" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    path.write_bytes(content)
    code, text = mark(course)
    assert code == 2
    assert "autograde grade -s s04 --regrade" in text
    path.unlink()
    grade_class(course, ASSIGNMENT, Choice(["s04"], ["ex3"], regrade=True))
    assert mark(course)[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-g", 1, "-p", 4], "worth 0 to 3"),
        (["-g", 1, "-p", -1], "worth 0 to 3"),
        (["-g", 99, "-p", 1], "there are 1 to 6"),
        (["-p", 1], "needs --group and --points"),
        (["-g", 1, "-m", "good"], "needs --group and --points"),
    ],
)
def test_a_mark_that_cannot_be_given_says_why(
    course: courses.Course, words: list[object], said: str
) -> None:
    code, text = mark(course, *words)
    assert (code, said in text) == (2, True), text
    assert {stock(course, student)[0] for student in ANSWERS} == {None}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mark", "ex1"], "exercises with some: ex3"),
        (["mark", "ex3", "-q", "weather"], "it asks difference, tradeoffs, activation"),
    ],
)
def test_unknown_exercises_and_questions_are_named(
    course: courses.Course, words: list[str], said: str
) -> None:
    result = CliRunner().invoke(app, [*words, "--course", str(course.root)])
    assert (result.exit_code, said in " ".join(result.stderr.split())) == (2, True)


def test_without_a_question_the_command_says_how_many_wait(course: courses.Course) -> None:
    mark(course, "-g", group_of(course, "s07").number, "-p", 0)
    result = CliRunner().invoke(app, ["mark", "ex3", "--course", str(course.root)])
    numbers = re.findall(r"difference\D+(\d+)\D+(\d+)\D+(\d+)\D+(\d+)", result.output)
    assert numbers == [("3", "10", "6", "8")]


def test_a_result_waits_until_a_person_has_marked_all_of_it(course: courses.Course) -> None:
    def result() -> records.Result:
        return next(r for r in records.load(course, ASSIGNMENT) if r.student == "s01")

    assert (result().status, result().score) == ("needs-attention", 0)
    assert result().reason == "3 of 3 written answers wait for a person."
    mark(course, "-g", group_of(course, "s01").number, "-p", 2, "-m", "Where does it show?")
    in_formgrader(course, "s01", 3.5, "tradeoffs")
    assert (result().status, result().score) == ("needs-attention", 5.5)
    in_formgrader(course, "s01", 3, "activation")
    assert (result().status, result().score, result().reason) == ("graded", 8.5, None)
    assert [v.passed for v in result().criteria] == [False, False, True]
    assert json.loads(result().to_json())["criteria"][0]["message"] == "Where does it show?"


def test_a_student_reads_marks_and_comments_but_no_mark_scheme(course: courses.Course) -> None:
    mark(course, "-g", group_of(course, "s01").number, "-p", 2, "-m", "Where does it show?")
    written = {path.stem: path for path in pages.write_student_pages(course, ASSIGNMENT)}
    html = written["s01"].read_text(encoding="utf-8")
    assert "Where does it show?" in html
    assert "Waits for a person." in html
    assert "2 of 3 written answers wait for a person." in html
    assert "gives a probability" in html
    assert "Nothing is written. Waits" in written["s07"].read_text(encoding="utf-8")
    for path in written.values():
        assert [words for words in SECRETS if words in path.read_text(encoding="utf-8")] == []
    # Whatever a student writes between such marks is an answer like any other.
    assert "3 points for me" in written["s10"].read_text(encoding="utf-8")


def test_graded_again_the_same_answer_keeps_its_mark_and_a_new_one_waits(
    course: courses.Course,
) -> None:
    mark(course, "-g", group_of(course, "s01").number, "-p", 2, "-m", "Good.")
    hand_in(course, {"s02": "I have thought again: the perceptron has a step."})
    grade(course)
    assert stock(course, "s01") == (2, False, "Good.")
    assert stock(course, "s02") == (2, True, "Good.")
    waiting = {r.student: r.reason for r in records.load(course, ASSIGNMENT)}
    assert waiting["s01"] == "2 of 3 written answers wait for a person."
    assert waiting["s02"] == "3 of 3 written answers wait for a person."


def test_formgrader_shows_rubric_and_model_answer_above_each_answer(
    course: courses.Course,
) -> None:
    for student in ("s01", "s10"):
        text = formgrader_page(course.root, student)
        order = [text.index(words) for words in (*SECRETS, "Student's answer")]
        assert order == sorted(order)
        assert text.count("END MARK SCHEME") == text.count("Model answer.") == 3
    assert "gives a probability" in formgrader_page(course.root, "s01")


def test_stock_nbgrader_grades_it_and_its_marks_are_given_the_same_way(tmp_path: Path) -> None:
    course = stock_course(tmp_path)
    hand_in(course, {s: ANSWERS[s] for s in ("s01", "s02")})
    for words in ("generate_assignment", "autograde"):
        run = nbgrader(course.root, words, ASSIGNMENT)
        assert run.returncode == 0, run.stderr
    released = course.released / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    assert released.read_bytes() == (ROOT / "notebooks/exercises/ex3_questions.ipynb").read_bytes()
    text = formgrader_page(course.root, "s01")
    assert all(words in text for words in SECRETS)
    assert students(group_of(course, "s01")) == ["s01", "s02"]
    mark(course, "-g", group_of(course, "s01").number, "-p", 2, "-m", "Where does it show?")
    assert stock(course, "s02") == (2, False, "Where does it show?")
    run = nbgrader(course.root, "generate_feedback", ASSIGNMENT)
    assert run.returncode == 0, run.stderr
    for page in course.feedback.glob(f"*/{ASSIGNMENT}/*.html"):
        assert [words for words in SECRETS if words in page.read_text(encoding="utf-8")] == []
    html = (course.feedback / "s02" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text(encoding="utf-8")
    assert "Where does it show?" in html


def stock_course(folder: Path) -> courses.Course:
    """A course that holds Exercise 3 alone."""
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    sources = folder / "solutions" / "notebooks" / ASSIGNMENT
    sources.mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / "notebooks" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", sources)
    text = (ROOT / "course.toml").read_text(encoding="utf-8")
    title, own = text.partition("[exercises.")[0], text.partition("[exercises.ex3]")
    table = "".join(own[1:]).partition("[kernel]")[0]
    (folder / "course.toml").write_text(title + table, encoding="utf-8")
    return courses.load(folder)


def nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}
    command = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
