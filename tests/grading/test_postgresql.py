"""The gradebook on a real PostgreSQL: the same as on SQLite, for us and for stock nbgrader."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from gradebooks import (
    ASSIGNMENT,
    DEADLINE,
    exported,
    graded,
    hand_in,
    marks,
    nbgrader,
    new_course,
    registered,
    tables,
)
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from postgresql import Server, running
from traitlets.config import Config

from autograde.course import Course
from autograde.grading import gradebook
from autograde.grading.gradebook import GradebookError, Writer
from autograde.grading.submission import Graded

pytestmark = pytest.mark.grader

NOTEBOOK = "ex3_questions"
STUDENTS = tuple(f"s{number:03d}" for number in range(1, 9))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running() as server:
        registered(tmp_path_factory.mktemp("course"), server.database("registered"))
        yield server


@pytest.fixture
def course(server: Server, tmp_path: Path) -> Course:
    """A course whose gradebook is a PostgreSQL database, and whose work was due."""
    url = server.database(tmp_path.name, template="registered")
    return registered(tmp_path / "course", url, DEADLINE)


def a_class(course: Course) -> list[Graded]:
    """Results of all students, some of whom were late."""
    for number, student in enumerate(STUDENTS):
        hand_in(course, student, f"2026-12-02 {12 + number}:00:00 UTC\n")
    shares = dict(zip(STUDENTS, (1.0, 0.5, None, 0.25) * 2, strict=True))
    return [graded(course, s, key, shares[s]) for key in course.exercises for s in STUDENTS]


def write(course: Course, batch: list[Graded]) -> None:
    with Writer(course, ASSIGNMENT) as writer:
        writer.write_all(batch)


def by_hand(course: Course) -> None:
    """Mark, comment on and reward two answers as formgrader does."""
    with Gradebook(course.gradebook_url) as book:
        for student in STUDENTS[:2]:
            place = "ex3-tradeoffs", NOTEBOOK, ASSIGNMENT, student
            grade = book.find_grade(*place)
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3.5, 0.5, False
            book.find_comment(*place).manual_comment = "Guter Punkt: 权衡."
        book.db.commit()


def test_a_class_is_the_same_on_postgresql_and_on_sqlite(course: Course, tmp_path: Path) -> None:
    other = registered(tmp_path / "sqlite", deadline=DEADLINE)
    for each in (course, other):
        write(each, a_class(each))
        by_hand(each)
        write(each, a_class(each))
        with Writer(each, ASSIGNMENT) as writer:
            writer.settle_lateness()
    assert marks(course) == marks(other)
    found = marks(course)
    assert found["s001", NOTEBOOK, "ex3-tradeoffs"] == (None, 3.5, 0.5, False)
    assert found["s001", NOTEBOOK, "ex3-tradeoffs (comment)"] == ("Guter Punkt: 权衡.",)
    rows = exported(course)
    assert rows == exported(other)
    assert 0 < float(rows["s008"]["late_submission_penalty"]) < 10
    assert rows["s003"]["score"] == "0.0"


def test_written_again_nothing_is_lost_changed_or_doubled(course: Course) -> None:
    write(course, a_class(course))
    by_hand(course)
    with Writer(course, ASSIGNMENT) as writer:
        writer.settle_lateness()
    before = tables(course)
    write(course, a_class(course) * 2)
    assert tables(course) == before


def test_formgrader_shows_what_is_written(course: Course) -> None:
    write(course, a_class(course))
    by_hand(course)
    config = Config()
    config.CourseDirectory.db_url = course.gradebook_url
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.source_directory = "solutions/notebooks"
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assignment = api.get_assignment(ASSIGNMENT)
    assert (assignment["num_submissions"], assignment["max_score"]) == (8, 110)
    assert assignment["display_duedate"].startswith("2026-12-01 22:59")
    submissions = {s["student"]: s for s in api.get_submissions(ASSIGNMENT)}
    assert submissions["s001"]["score"] == 104
    assert all(s["autograded"] for s in submissions.values())
    answers = api.get_notebook_submissions(ASSIGNMENT, NOTEBOOK)
    assert {a["student"] for a in answers if a["needs_manual_grade"]} == set(STUDENTS)
    assert api.get_student("s002")["score"] == 54


def test_formgrader_reads_whole_batches_while_they_are_written(course: Course) -> None:
    batches = [a_class(course)[start : start + 4] for start in (0, 4)]
    seen: list[int] = []
    done = Event()

    def read() -> None:
        while not done.is_set():
            with Gradebook(course.gradebook_url) as book:
                seen.append(len(book.submission_dicts(ASSIGNMENT)))

    reader = Thread(target=read)
    reader.start()
    try:
        with Writer(course, ASSIGNMENT) as writer:
            for batch in batches:
                writer.write_all(batch)
    finally:
        done.set()
        reader.join()
    assert set(seen) <= {0, 4, 8}
    with Gradebook(course.gradebook_url) as book:
        assert len(book.submission_dicts(ASSIGNMENT)) == 8


def test_nbgraders_own_commands_work_on_it(course: Course) -> None:
    nbgrader(course, "generate_assignment", ASSIGNMENT, "--force")
    write(course, a_class(course))
    nbgrader(course, "generate_feedback", ASSIGNMENT, "--student=s002")
    (page,) = course.feedback.glob(f"*/{ASSIGNMENT}/ex1_logistic_regression.html")
    for words in ("(Score: 7.5 / 15.0)", "Late submission penalty (Score: -1.25)"):
        assert words in page.read_text("utf-8")
    assert "s008" in nbgrader(course, "db", "student", "list")
    nbgrader(course, "db", "upgrade")
    assert marks(course)["s002", "ex1_logistic_regression", "ex1-model-test"][0] == 7.5


def test_a_database_that_is_not_there_is_named(server: Server, tmp_path: Path) -> None:
    course = new_course(tmp_path / "course", server.url("neural_networks"))
    with pytest.raises(GradebookError) as caught:
        gradebook.register(course, ASSIGNMENT)
    assert "database 'neural_networks' on " in str(caught.value)
    assert "make it (createdb)" in str(caught.value)
