"""The sample class: made from the corpus, handed in, and graded like any other."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from rich.rule import Rule

from autograde import course as courses
from autograde.cli.app import fail, out
from autograde.cli.class_commands import exit_code, grade_class
from autograde.course import Course
from autograde.feedback import pages
from autograde.grading import records
from autograde.lms import blackboard, collecting, marks
from autograde.notebook import bundle, corpus, publish
from autograde.notebook.release import read_source

EXERCISE = "ex1"
MARKER = "made-by-autograde-demo"
RIGHT, WRONG = 5, 9
COURSE_FILES = ("course.toml", "nbgrader_config.py", *bundle.FILES)

#: Cells with which somebody tries for points that their answer is not worth.
CHEAT = """\
import sys
from IPython import get_ipython
get_ipython().input_transformers_post.append(lambda lines: [l for l in lines if "assert" not in l])
class Right(float):
    __eq__ = lambda self, other: True
    __hash__ = float.__hash__
sys.displayhook(50.0)
open("../../../gradebook.db", "ab").write(b"score = 50")
"""


def run(source: Course, folder: Path, unsafe: bool) -> None:
    """Make the sample class in ``folder`` and take it through the whole loop."""
    course = _fresh_course(source, folder)
    assignment = course.exercises[EXERCISE].assignment
    _step(1, "release", "what students get")
    made = publish.build(course)
    publish.write(course, made)
    files = bundle.write(course, made, folder / "bundle.zip")
    out.print(f"{len(made)} notebooks; bundle.zip for students: {files} files")

    _step(2, "collect", "a Blackboard archive arrives")
    archive = folder / "gradebook_exercises.zip"
    archive.write_bytes(_archive(course, source.root / "tests" / "submissions" / EXERCISE))
    sorted_files = collecting.collect(course, assignment, archive)
    for file in sorted_files:
        if not file.taken:
            out.print(f"  left aside: {file.name}: {file.reason}", highlight=False, soft_wrap=True)
    out.print(f"{len(collecting.students(sorted_files))} students handed in")

    _step(3, "grade", "each submission in a kernel of its own, examined from outside")
    results = grade_class(course, assignment, unsafe=unsafe)

    _step(4, "feedback, report, export", "what comes back")
    written = pages.write_student_pages(course, assignment)
    grades = records.folder(course, assignment) / "grades.csv"
    marks.write_csv(results, grades)
    index = pages.write_class_page(course, assignment)
    out.print(f"{len(written)} feedback pages in {written[0].parent}", soft_wrap=True)
    out.print(f"marks: {grades}", soft_wrap=True)
    out.print(f"open in a browser: {index}", soft_wrap=True)
    if exit_code(results) == 1:
        fail("the grader failed on a submission of the sample class: this is a bug", code=1)


def _step(number: int, name: str, what: str) -> None:
    out.print(Rule(f"{number}/4 {name}: {what}", align="left"))


def _fresh_course(source: Course, folder: Path) -> Course:
    """A course folder of its own, so that the sample class never meets a real one."""
    if folder.exists() and not (folder / MARKER).is_file():
        fail(f"{folder} is there and was not made by `autograde demo`: choose another --folder")
    if not (source.root / "tests" / "submissions" / EXERCISE).is_dir():
        fail(
            "the sample class is made of tests/submissions, which this course folder does not have"
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARKER).touch()
    for name in COURSE_FILES:
        shutil.copy(source.root / name, folder / name)
    shutil.copytree(source.root / "solutions", folder / "solutions")
    shutil.copytree(source.datasets, folder / "datasets", ignore=shutil.ignore_patterns("MNIST"))
    return courses.load(folder)


def _archive(course: Course, folder: Path) -> bytes:
    """The archive as Blackboard makes it, clutter and second attempts included."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._gradebook", b"")
        for number, (file, content) in enumerate(_uploads(course, folder), start=1):
            student = f"s{number:03d}"
            attempts = ("2026-11-18-09-00-00", "2026-11-20-17-30-00")[-1 - (number == 1) :]
            for attempt in attempts:
                upload = blackboard.Upload(student, attempt, file)
                archive.writestr(blackboard.name("Exercises", upload), content)
            page = blackboard.Upload(student, attempts[-1], "")
            archive.writestr(blackboard.name("Exercises", page), f"Name: Student {number}\n")
    return buffer.getvalue()


def _uploads(course: Course, folder: Path) -> Iterator[tuple[str, bytes]]:
    """File name and content of each upload: right, wrong, untouched, broken, cheating."""
    exercise = course.exercises[EXERCISE]
    source = read_source(course, exercise.assignment, exercise.notebook)
    name = f"{exercise.notebook}.ipynb"
    found = [a for a in corpus.answers(folder) if not a.slow]
    right = [a for a in found if a.score == exercise.max_score]
    wrong = {a.diagnoses: a for a in found if len(a.diagnoses) == 1}
    for answer in [*_spread(right, RIGHT), *_spread(list(wrong.values()), WRONG)]:
        yield name, nbformat.writes(corpus.notebook(answer, source)).encode()

    released = (course.released / exercise.assignment / name).read_bytes()
    yield f"{exercise.notebook} (1).ipynb", released  # untouched, and renamed by the browser
    best = nbformat.writes(corpus.notebook(right[0], source)).encode()
    yield name, best[: len(best) // 2]  # cut off while it was uploaded

    deleted = corpus.notebook(right[0], source)
    deleted.cells = [c for c in deleted.cells if not c.metadata.get("nbgrader", {}).get("grade")]
    yield name, nbformat.writes(deleted).encode()  # every test cell deleted

    cheating = nbformat.reads(released.decode(), as_version=4)
    for cell in cheating.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata["tags"] = ["skip-execution"]
            cell.metadata.nbgrader["points"] = 1000
    cheating.cells.insert(1, nbformat.v4.new_code_cell(CHEAT))
    yield name, nbformat.writes(cheating).encode()

    leaving = corpus.notebook(right[0], source)
    leaving.cells.append(nbformat.v4.new_code_cell("import os\nos._exit(0)"))
    yield name, nbformat.writes(leaving).encode()  # kills its own kernel


def _spread(answers: list[corpus.Answer], count: int) -> list[corpus.Answer]:
    """``count`` answers, evenly from the whole list."""
    step = max(1, len(answers) // count)
    return answers[::step][:count]
