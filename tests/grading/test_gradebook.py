"""The gradebook: written fast, read by stock nbgrader, and never against what a person wrote."""

import json
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from gradebooks import (
    ASSIGNMENT,
    DEADLINE,
    ROOT,
    exported,
    graded,
    hand_in,
    marks,
    nbgrader,
    new_course,
    registered,
    tables,
)
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograde import course as courses
from autograde.course import Course, CourseError
from autograde.grading import gradebook
from autograde.grading.gradebook import GradebookError, Writer
from autograde.grading.submission import Graded

pytestmark = pytest.mark.grader

EX1, EX3 = "ex1_logistic_regression", "ex3_questions"
STUDENTS = ("s001", "s002", "李雷")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return registered(tmp_path / "course")


def write(course: Course, *batch: Graded) -> None:
    with Writer(course, ASSIGNMENT) as writer:
        writer.write_all(batch)


def a_class(course: Course) -> list[Graded]:
    shares = {"s001": 1.0, "s002": 0.5, "李雷": None}
    return [graded(course, s, key, shares[s]) for key in course.exercises for s in STUDENTS]


def in_formgrader(course: Course, cell: str, student: str = "s001", **values: Any) -> None:
    """Write a mark or a comment as formgrader does; a mark given there waits no longer."""
    notebook = EX3 if cell.startswith("ex3") else EX1
    with Gradebook(course.gradebook_url) as book:
        comment = values.pop("manual_comment", None)
        if comment:
            solution = cell.removesuffix("-test")
            found = book.find_comment(solution, notebook, ASSIGNMENT, student)
            found.manual_comment = comment
        grade = book.find_grade(cell, notebook, ASSIGNMENT, student)
        grade.needs_manual_grade = False
        for name, value in values.items():
            setattr(grade, name, value)
        book.db.commit()


def test_nbgrader_finds_scores_where_it_looks_for_them(course: Course) -> None:
    write(course, *a_class(course))
    found = marks(course)
    assert found["s001", EX1, "ex1-model-test"] == (15, None, None, False)
    assert found["s002", EX1, "ex1-model-test"] == (7.5, None, None, False)
    # Without a verdict, and written answers: a person is waited for.
    assert found["李雷", EX1, "ex1-model-test"] == (None, None, None, True)
    assert found["s001", EX3, "ex3-tradeoffs"] == (None, None, None, True)
    assert found["s001", EX3, "ex3-tradeoffs (comment)"] == (None,)
    with Gradebook(course.gradebook_url) as book:
        assert [book.find_submission(ASSIGNMENT, s).score for s in STUDENTS] == [100, 50, 0]
        assert [s.needs_manual_grade for s in book.assignment_submissions(ASSIGNMENT)] == [True] * 3


def test_written_again_nothing_changes_and_nothing_is_doubled(course: Course) -> None:
    write(course, *a_class(course))
    in_formgrader(course, "ex1-model-test", manual_score=3.5, manual_comment="Nicely done.")
    in_formgrader(course, "ex3-tradeoffs", manual_score=4)
    before = tables(course)
    for _ in range(2):
        write(course, *a_class(course), *a_class(course))
    assert tables(course) == before


def test_one_by_one_is_the_same_as_all_at_once(course: Course, tmp_path: Path) -> None:
    other = registered(tmp_path / "other")
    write(course, *a_class(course))
    for each in reversed(a_class(other)):
        write(other, each)
    assert marks(course) == marks(other)


def test_what_a_person_wrote_is_never_touched(course: Course) -> None:
    write(course, graded(course, "s001"), graded(course, "s001", "ex3"))
    person = {"manual_score": 1.5, "extra_credit": 2.0, "manual_comment": "See me."}
    for cell in ("ex1-model-test", "ex3-tradeoffs"):
        in_formgrader(course, cell, **person)

    def say_more(notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = "something new"

    write(
        course,
        graded(course, "s001", share=0.2, edit=say_more),
        graded(course, "s001", "ex3", edit=say_more),
    )
    found = marks(course)
    # It counts further, and waits until the person has looked at what is new.
    assert found["s001", EX1, "ex1-model-test"] == (3, 1.5, 2, True)
    assert found["s001", EX3, "ex3-tradeoffs"] == (None, 1.5, 2, True)
    assert found["s001", EX1, "ex1-model (comment)"] == ("See me.",)
    assert found["s001", EX3, "ex3-tradeoffs (comment)"] == ("See me.",)


@pytest.mark.parametrize("share", [1.0, None])
def test_a_mark_waits_again_only_when_answer_or_score_are_new(
    course: Course, share: float | None
) -> None:
    write(course, graded(course, "s001", share=share))
    in_formgrader(course, "ex1-model-test", manual_score=1)
    write(course, graded(course, "s001", share=share))
    assert marks(course)["s001", EX1, "ex1-model-test"][1:] == (1, None, False)
    write(course, graded(course, "s001", share=0.5))
    assert marks(course)["s001", EX1, "ex1-model-test"] == (7.5, 1, None, True)


def test_an_exercise_that_is_new_joins_the_submissions_of_before(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course")
    text = (course.root / "course.toml").read_text("utf-8")
    start, end = text.index("[exercises.ex3]"), text.index("[kernel]")
    (course.root / "course.toml").write_text(text[:start] + text[end:], "utf-8")
    small = courses.load(course.root)
    gradebook.register(small, ASSIGNMENT)
    write(small, *[graded(small, s) for s in STUDENTS])
    (course.root / "course.toml").write_text(text, "utf-8")
    gradebook.register(course, ASSIGNMENT)
    write(course, graded(course, "s002", "ex3"))
    assert marks(course)["s002", EX3, "ex3-tradeoffs"] == (None, None, None, True)
    assert marks(course)["s002", EX1, "ex1-model-test"][0] == 15


def test_cells_that_are_new_to_the_gradebook_are_refused_with_the_next_step(
    course: Course, tmp_path: Path
) -> None:
    write(course, graded(course, "s001"))
    (course.root / "solutions").unlink()
    shutil.copytree(ROOT / "solutions", course.root / "solutions")
    path = course.sources / ASSIGNMENT / f"{EX1}.ipynb"
    path.write_text(
        path.read_text("utf-8").replace('"ex1-split-test"', '"ex1-parts-test"'), "utf-8"
    )
    before = tables(course)
    with pytest.raises(GradebookError, match=rf"{EX1}.*nbgrader db assignment remove {ASSIGNMENT}"):
        gradebook.register(course, ASSIGNMENT)
    assert tables(course) == before


def test_the_notebook_lies_where_formgrader_looks_for_it_with_its_mark_schemes(
    course: Course,
) -> None:
    def write_there(notebook: NotebookNode) -> None:
        notebook.cells.append(nbformat.v4.new_markdown_cell("逻辑回归 \ud800"))

    mine = graded(course, "李雷", "ex3", edit=write_there)
    text = [cell.source for cell in mine.notebook.cells]
    write(course, mine)
    folder = course.autograded / "李雷" / ASSIGNMENT
    assert [path.name for path in folder.iterdir()] == [f"{EX3}.ipynb"]
    found = nbformat.read(folder / f"{EX3}.ipynb", as_version=4)
    nbformat.validate(found)
    assert found.cells[-1].source == "逻辑回归 ?"
    assert sum("### BEGIN MARK SCHEME" in cell.source for cell in found.cells) == 3
    assert [cell.source for cell in mine.notebook.cells] == text


def test_a_batch_is_written_as_a_whole_or_not_at_all(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(course, graded(course, "s001", share=0.5))
    before = tables(course)
    batch = [graded(course, "s001"), graded(course, "s002")]
    broken = Graded(batch[1].result, None)
    monkeypatch.setattr(type(broken.result), "group_points", lambda self: {})
    with pytest.raises(KeyError):
        write(course, batch[0], broken)
    monkeypatch.undo()
    assert tables(course) == before
    write(course, *batch)
    assert marks(course)["s001", EX1, "ex1-model-test"][0] == 15


def locked(course: Course) -> sqlite3.Connection:
    """Another program's hold on the gradebook."""
    other = sqlite3.connect(course.root / "gradebook.db")
    other.execute("begin exclusive")
    return other


def test_a_locked_gradebook_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    registered(tmp_path / "course")
    setting = '\nc.CourseDirectory.db_url = "sqlite:///gradebook.db?timeout=0.1"\n'
    with (tmp_path / "course" / "nbgrader_config.py").open("a") as file:
        file.write(setting)
    course = courses.load(tmp_path / "course")
    with Writer(course, ASSIGNMENT) as writer:
        other = locked(course)
        with pytest.raises(GradebookError, match=r"gradebook\.db.*another program") as caught:
            writer.write(graded(course, "s001"))
        assert "then run the same command again" in str(caught.value)
        assert not course.autograded.exists()
        other.close()
        writer.write(graded(course, "s001"))
    assert marks(course)["s001", EX1, "ex1-model-test"][0] == 15


def test_a_gradebook_that_may_only_be_read_is_named(tmp_path: Path) -> None:
    path = registered(tmp_path / "course").root / "gradebook.db"
    course = new_course(tmp_path / "other", f"sqlite:///file:{path}?mode=ro&uri=true")
    with Writer(course, ASSIGNMENT) as writer, pytest.raises(GradebookError) as caught:
        writer.write(graded(course, "s001"))
    assert str(path) in str(caught.value)
    assert "look at the permissions" in str(caught.value)


def test_a_file_that_is_no_gradebook_is_named(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course")
    (course.root / "gradebook.db").write_text("These are my marks, in a text file. " * 100)
    with pytest.raises(GradebookError, match=r"gradebook\.db, cannot.*move it away"):
        gradebook.register(course, ASSIGNMENT)


def test_a_notebook_that_cannot_be_written_is_named_and_the_next_attempt_makes_up_for_it(
    course: Course,
) -> None:
    (course.root / "autograded").write_text("in the way")
    with pytest.raises(GradebookError, match=rf"s001/{ASSIGNMENT}/{EX1}\.ipynb cannot be written"):
        write(course, graded(course, "s001"))
    before = tables(course)
    (course.root / "autograded").unlink()
    write(course, graded(course, "s001"))
    assert (course.autograded / "s001" / ASSIGNMENT / f"{EX1}.ipynb").is_file()
    assert tables(course) == before


@pytest.mark.parametrize(
    ("db_url", "words"),
    [
        ("gradebook.db", "is no address of a database; write postgresql://USER@HOST/DATABASE"),
        ("postgres://me:secret@db.example.org/nn", "no database is called 'postgres'"),
        ("mysql+pymysql://me:secret@db.example.org/nn", "pip install pymysql"),
        ("postgresql://me:secret@127.0.0.1:1/nn", "database 'nn' on 127.0.0.1:1, cannot be used"),
        ("postgresql://me@127.0.0.1:1/nn?password=secret", "look whether the server runs"),
        ("sqlite:///no/such/folder/gradebook.db", "no/such/folder/gradebook.db, cannot be used"),
    ],
)
def test_an_address_that_leads_nowhere_says_what_to_do_and_no_password(
    tmp_path: Path, db_url: str, words: str
) -> None:
    course = new_course(tmp_path / "course", db_url)
    with pytest.raises(GradebookError) as caught:
        gradebook.register(course, ASSIGNMENT)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_broken_nbgrader_config_is_named(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text("c.CourseDirectory.db_url = password\n")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py cannot be run: NameError"):
        gradebook.register(course, ASSIGNMENT)


def test_nbgrader_reads_the_gradebook_at_its_own_setting(tmp_path: Path) -> None:
    course = registered(tmp_path / "course", "sqlite:///elsewhere.db")
    write(course, *a_class(course))
    assert (course.root / "elsewhere.db").is_file()
    found = {student: float(row["score"]) for student, row in exported(course).items()}
    assert found == {"s001": 100, "s002": 50, "李雷": 0}
    assert not (course.root / "gradebook.db").exists()


def penalties(course: Course) -> dict[str, float]:
    """What nbgrader takes off each student's score."""
    with Gradebook(course.gradebook_url) as book:
        submissions = book.assignment_submissions(ASSIGNMENT)
        return {each.student.id: each.late_submission_penalty for each in submissions}


def test_lateness_counts_in_every_total_of_nbgrader(tmp_path: Path) -> None:
    course = registered(tmp_path / "course", deadline=DEADLINE)
    hand_in(course, "s001", "2026-12-01 22:59:00 UTC\n")
    hand_in(course, "s002", "2026-12-03 01:59:00\n")
    hand_in(course, "s003", "2026-12-03 01:59:00\n")
    batch = [graded(course, s, key) for key in ("ex1", "ex2") for s in ("s001", "s002", "s003")]
    write(course, *batch, graded(course, "s004"), graded(course, "s002", "ex3"))
    found = exported(course)
    columns = ("duedate", "timestamp", "raw_score", "late_submission_penalty", "score")
    assert [found["s002"][name] for name in columns] == [
        "2026-12-01 22:59:00",
        "2026-12-03 00:59:00",
        "100.0",
        "10.0",
        "90.0",
    ]
    assert {student: row["score"] for student, row in found.items()} == {
        "s001": "100.0",
        "s002": "90.0",
        "s003": "100.0",
        "s004": "50.0",
    }
    with Gradebook(course.gradebook_url) as book:
        submission = book.find_submission(ASSIGNMENT, "s003")
        assert submission.extension == timedelta(hours=48)
        assert submission.duedate == datetime(2026, 12, 3, 22, 59)
        assert submission.total_seconds_late == 0
    before = tables(course)
    write(course, *batch)
    assert tables(course) == before
    # A mark that a person gives is late as well.
    in_formgrader(course, "ex3-tradeoffs", "s002", manual_score=4.0)
    with Writer(course, ASSIGNMENT) as writer:
        writer.settle_lateness()
    assert penalties(course)["s002"] == 10.4


def test_stock_nbgrader_takes_off_the_same(tmp_path: Path) -> None:
    course = registered(tmp_path / "course", deadline=DEADLINE)
    for student in ("s001", "s002", "s003"):
        mine = graded(course, student, "ex3")
        hand_in(course, student, f"2026-12-{1 if student == 's001' else 3:02d} 00:59:00 UTC\n")
        path = course.submitted / student / ASSIGNMENT / f"{EX3}.ipynb"
        text = json.dumps(mine.notebook).replace("YOUR ANSWER HERE", "The perceptron.")
        path.write_text(text, "utf-8")
        write(course, mine)
        in_formgrader(course, "ex3-tradeoffs", student, manual_score=4.0)
    nbgrader(course, "autograde", ASSIGNMENT, "--force")
    stock = penalties(course)
    assert stock == {"s001": 0, "s002": 0.4, "s003": 0}
    with Writer(course, ASSIGNMENT) as writer:
        writer.settle_lateness()
    assert penalties(course) == stock
