"""The sample class: made from the corpus, handed in, and graded like any other."""

from __future__ import annotations

import shutil
from pathlib import Path

from rich.rule import Rule

from autograde import course as courses
from autograde.cli import sample_class
from autograde.cli.app import fail, out
from autograde.cli.grading_commands import Choice, exit_code, grade_class
from autograde.course import Course
from autograde.feedback import pages
from autograde.grading import records
from autograde.lms import collecting, marks, taking
from autograde.notebook import bundle, publish

EXERCISE = "ex1"
MARKER = "made-by-autograde-demo"
COURSE_FILES = ("course.toml", "nbgrader_config.py", *bundle.FILES)


def run(source: Course, folder: Path, unsafe: bool) -> None:
    """Make the sample class in ``folder`` and take it through the whole loop."""
    course = _fresh_course(source, folder)
    assignment = course.exercises[EXERCISE].assignment
    _step(1, "release", "what students get")
    made = publish.build(course, {"exercises"})
    publish.write(course, made)
    files = bundle.write(course, folder / "bundle.zip")
    out.print(f"{len(made)} notebooks; bundle.zip for students: {files} files")

    _step(2, "collect", "a Blackboard archive arrives")
    uploads = sample_class.uploads(course, EXERCISE, source.root / "tests" / "submissions")
    archive = folder / "gradebook_exercises.zip"
    archive.write_bytes(sample_class.archive(uploads))
    sorted_files = collecting.collect(course, assignment, archive)
    for file in sorted_files:
        if not file.taken and file.reason != taking.PAGE:
            out.print(f"left aside: {file.name}: {file.reason}", highlight=False, soft_wrap=True)
    for upload in uploads:
        out.print(f"{upload.student}: {upload.story}", highlight=False, soft_wrap=True)

    _step(3, "grade", "each submission in a kernel of its own, examined from outside")
    statuses = grade_class(course, assignment, Choice(exercises=[EXERCISE], unsafe=unsafe))

    _step(4, "feedback, report, export", "what comes back")
    written = pages.write_student_pages(course, assignment)
    grades = records.folder(course, assignment) / "grades.csv"
    marks.write_csv(records.load(course, assignment), grades)
    index = pages.write_class_page(course, assignment)
    out.print(f"{len(written)} feedback pages in {written[0].parent}", soft_wrap=True)
    out.print(f"marks: {grades}", soft_wrap=True)
    out.print(f"open in a browser: {index}", soft_wrap=True)
    if exit_code(statuses) == 1:
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
    shutil.copytree(source.released, folder / "notebooks")
    shutil.copytree(source.datasets, folder / "datasets", ignore=shutil.ignore_patterns("MNIST"))
    return courses.load(folder)
