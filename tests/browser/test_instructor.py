"""The instructor's story: from the release to the marks and pages that go back, in a browser."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import handing_in
import labpage
import nbformat
import pytest
from labpage import Lab, Shot
from looks import violations
from playwright.sync_api import FrameLocator, Page, expect

from autograde.cli import sample_class
from autograde.cli.sample_class import Upload
from autograde.course import Course
from autograde.written.marking import Marking

pytestmark = pytest.mark.grader

WORDED = "The perceptron gives a class, logistic regression gives a probability."
#: What students write about the first question: the second and the third say the same.
ANSWERS = {
    "s001": "The perceptron steps at 0 and answers with a class; logistic regression puts z "
    "through the sigmoid and answers with a probability. Only logistic regression comes to rest "
    "when the classes overlap, because the perceptron moves after every mistake.",
    "s002": WORDED,
    "s003": "Logistic regression gives a probability; the **perceptron** gives a class!",
    "s004": "One of them is linear and the other is not.",
    "s005": "",
}
DOUBLE_SIGMOID = """\
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x)).squeeze(-1)

    def predict_proba(self, x):
        return torch.sigmoid(self.forward(x))"""
TABLE = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"'
    '\t"Exercises [Total Pts: 110 Score] |101"\r\n'
)


def test_an_instructor_releases_grades_marks_and_hands_back(
    page: Page, shot: Shot, course: Course, tmp_path: Path
) -> None:
    _leave_one_lecture(course)
    type_in(course, "release", "--bundle", "course.zip")
    assert (course.root / "course.zip").is_file()

    (course.root / "gradebook_exercises.zip").write_bytes(sample_class.archive(_uploads(course)))
    type_in(course, "collect", "gradebook_exercises.zip")
    said = type_in(course, "grade", leaves=3)
    assert "10 graded, 5 needs-attention" in said

    with labpage.serving(course.root, tmp_path / "home") as address:
        formgrader = _open_formgrader(Lab(page, address), shot)
        _mark_one(page, formgrader, shot)
        _mark_the_others(course)
        _look_at_their_marks(page, formgrader, shot)

    template = course.root / "gc_exercises.xls"
    rows = "".join(f'"A"\t"{s}"\t"{s}"\t""\t""\t"Yes"\t""\r\n' for s in ANSWERS)
    template.write_text(TABLE + rows, encoding="utf-16", newline="")
    type_in(course, "export", "--to", "blackboard", "--template", template.name)
    filled = course.root / "reports" / "exercises" / "grades-blackboard.xls"
    marks = [line.split("\t")[-1] for line in filled.read_text("utf-16").splitlines()[1:]]
    assert marks == ['"52.5"', '"52"', '"52"', '"34"', '"50"']

    _read_the_report(page, course, shot)
    _read_a_students_page(page, course, shot)


def type_in(course: Course, *words: str, answer: str = "", leaves: int = 0) -> str:
    """What a command of ours prints, which leaves with this code."""
    program = Path(sys.executable).with_name("autograde")
    done = subprocess.run(
        [program, *words], cwd=course.root, input=answer, capture_output=True, text=True
    )
    assert done.returncode == leaves, done.stdout + done.stderr
    return " ".join(done.stdout.split())


def _leave_one_lecture(course: Course) -> None:
    """Each lecture is run for a release; one of them, that opens first, is enough here."""
    for folder in (course.sources, course.released):
        for lecture in folder.glob("lecture/*.ipynb"):
            if lecture.stem != "00_welcome":
                lecture.unlink()


def _uploads(course: Course) -> list[Upload]:
    """Everybody hands in two exercises, as one zip file; somebody has a sigmoid too many."""
    uploads = []
    for student, text in ANSWERS.items():
        written = nbformat.read(course.released / "exercises" / "ex3_questions.ipynb", as_version=4)
        next(cell for cell in written.cells if cell.id == "ex3-difference").source = text
        fitted = handing_in.fill({"model": DOUBLE_SIGMOID} if student == "s004" else {})
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("ex1_logistic_regression.ipynb", handing_in.content(fitted))
            archive.writestr("ex3_questions.ipynb", handing_in.content(written))
        uploads.append(Upload(student, "", "answers.zip", buffer.getvalue()))
    return uploads


def _open_formgrader(lab: Lab, shot: Shot) -> FrameLocator:
    """By JupyterLab's menu; gives what is in its tab: those who handed in Exercise 3."""
    lab.start()
    lab.command("application:toggle-left-area")
    lab.page.get_by_role("menuitem", name="Nbgrader").click()
    lab.page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    formgrader = lab.page.frame_locator("iframe[src*=formgrader]")
    formgrader.get_by_role("link", name="Manual Grading").click()
    formgrader.get_by_role("link", name="exercises").click()
    _list_answers(formgrader)
    shot("formgrader lists who handed in")
    return formgrader


def _list_answers(formgrader: FrameLocator) -> None:
    """Everybody who handed in Exercise 3, by name."""
    formgrader.get_by_role("link", name="ex3_questions").click()
    expect(formgrader.get_by_role("link", name="Submission #")).to_have_count(len(ANSWERS))
    formgrader.get_by_role("button", name="Show All Names").click()
    for student in ANSWERS:
        expect(formgrader.get_by_role("link", name=student)).to_be_visible()


def _mark_one(page: Page, formgrader: FrameLocator, shot: Shot) -> None:
    """Rubric and model answer stand above the answer, which gets points and a comment."""
    formgrader.get_by_role("link", name="s001").click()
    points = formgrader.locator("#ex3-difference")
    expect(points).to_have_class("score tabbable needs_manual_grade")
    for text in ("a step has no useful derivative", "jumping from line to line", "puts z"):
        expect(formgrader.get_by_text(text)).to_be_visible()
    for box, value in (
        (points, "2.5"),
        (formgrader.locator("#ex3-difference-comment"), "Well seen; say how each learns, too."),
    ):
        box.fill(value)
        with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
            box.blur()
        assert saved.value.ok
    formgrader.get_by_text("BEGIN MARK SCHEME").first.evaluate("head => head.scrollIntoView()")
    shot("marked with the rubric in view")


def _mark_the_others(course: Course) -> None:
    """A group at a time; who has a mark keeps it."""
    groups = {
        answer.student: group.number
        for group in Marking(course, "ex3", "difference").groups()
        for answer in group.answers
    }
    assert groups["s002"] == groups["s003"]
    for student, points, comment in (
        ("s002", "2", "Where does it show?"),
        ("s004", "0", "Both lines are straight."),
        ("s005", "0", "Not answered."),
    ):
        number = str(groups[student])
        words = ("mark", "ex3", "-q", "difference", "-g", number, "-p", points, "-m", comment)
        type_in(course, *words, answer="y\n")
    for question in ("tradeoffs", "activation"):
        words = ("mark", "ex3", "-q", question, "-g", "1", "-p", "0", "-m", "Not answered.")
        assert "5 marks written" in type_in(course, *words, answer="y\n")
    assert "nothing is changed" in type_in(
        course, "mark", "ex3", "-q", "difference", "-g", str(groups["s001"]), "-p", "0"
    )


def _look_at_their_marks(page: Page, formgrader: FrameLocator, shot: Shot) -> None:
    """What was marked in a group stands in formgrader."""
    _list_answers(formgrader)
    formgrader.get_by_role("link", name="s003").click()
    expect(formgrader.locator("#ex3-difference")).to_have_value("2")
    comment = formgrader.locator("#ex3-difference-comment")
    expect(comment).to_have_value("Where does it show?")
    comment.scroll_into_view_if_needed()
    shot("marked in a group")


def _read_the_report(page: Page, course: Course, shot: Shot) -> None:
    type_in(course, "report")
    page.goto((course.root / "reports" / "exercises" / "index.html").as_uri())
    expect(page.locator("main")).to_contain_text("double-sigmoid")
    shot("class report")
    assert violations(page) == ""


def _read_a_students_page(page: Page, course: Course, shot: Shot) -> None:
    type_in(course, "feedback")
    page.goto((course.root / "reports" / "exercises" / "students" / "s001.html").as_uri())
    expect(page.locator("main")).to_contain_text("2.5 of 10 points")
    expect(page.locator("main")).to_contain_text("Well seen; say how each learns, too.")
    expect(page.locator("main")).not_to_contain_text("a step has no useful derivative")
    shot("page of a student")
    assert violations(page) == ""
