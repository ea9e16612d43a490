"""The sample class that the demonstration grades: what each of its students hands in."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograde.course import Course
from autograde.lms import blackboard
from autograde.lms import uploads as lms
from autograde.notebook import corpus
from autograde.notebook.release import read_source

#: How many answers of the corpus take part.
RIGHT, WRONG = 5, 9
ATTEMPTS = (datetime(2026, 11, 18, 9), datetime(2026, 11, 20, 17, 30))

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


@dataclass(frozen=True)
class Upload:
    """What one student of the sample class hands in, and what there is to know of it."""

    student: str
    story: str
    file: str
    content: bytes


def uploads(course: Course, key: str, corpora: Path) -> list[Upload]:
    """Right, wrong, untouched, broken and cheating, made of the corpus of an exercise."""
    exercise = course.exercises[key]
    source = read_source(course, exercise.assignment, exercise.notebook)
    name = f"{exercise.notebook}.ipynb"
    found = [a for a in corpus.answers(corpora / key) if not a.slow]
    right = [a for a in found if a.score == exercise.max_score]
    wrong = {a.diagnoses: a for a in found if len(a.diagnoses) == 1}
    chosen = [*_spread(right, RIGHT), *_spread(list(wrong.values()), WRONG)]
    released = nbformat.read(course.released / exercise.assignment / name, as_version=4)
    model = corpus.notebook(right[0], source)

    handed_in = [(a.story, name, _bytes(corpus.notebook(a, source))) for a in chosen]
    handed_in += [
        ("Hands in the untouched notebook.", f"{exercise.notebook} (1).ipynb", _bytes(released)),
        ("The upload broke off half-way.", name, _bytes(model)[: len(_bytes(model)) // 2]),
        ("Right, but every test cell is deleted.", name, _bytes(_without_tests(model))),
        (
            "Wrote nothing and cheats: skips the tests, raises the points, rewires Python, reaches "
            "for the gradebook.",
            name,
            _bytes(_cheating(released)),
        ),
        ("Right, but the last cell kills the kernel.", name, _bytes(_leaving(model))),
    ]
    return [
        Upload(f"s{number:03d}", story, file, content)
        for number, (story, file, content) in enumerate(handed_in, start=1)
    ]


def archive(uploads: list[Upload]) -> bytes:
    """The archive as Blackboard makes it, with clutter, and a second attempt of the first."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._gradebook", b"")
        for upload in uploads:
            attempts = ATTEMPTS if upload is uploads[0] else ATTEMPTS[1:]
            for attempt in attempts:
                notebook = lms.Upload(upload.student, upload.file, attempt)
                page = lms.Upload(upload.student, "", attempt)
                archive.writestr(blackboard.name("Exercises", notebook), upload.content)
                archive.writestr(
                    blackboard.name("Exercises", page), f"Name: A Student ({upload.student})\n"
                )
    return buffer.getvalue()


def _without_tests(notebook: NotebookNode) -> NotebookNode:
    changed = deepcopy(notebook)
    changed.cells = [c for c in changed.cells if not c.metadata.get("nbgrader", {}).get("grade")]
    return changed


def _cheating(notebook: NotebookNode) -> NotebookNode:
    changed = deepcopy(notebook)
    for cell in changed.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata["tags"] = ["skip-execution"]
            cell.metadata.nbgrader["points"] = 1000
    changed.cells.insert(1, new_code_cell(CHEAT))
    return changed


def _leaving(notebook: NotebookNode) -> NotebookNode:
    changed = deepcopy(notebook)
    changed.cells.append(new_code_cell("import os\nos._exit(0)"))
    return changed


def _bytes(notebook: NotebookNode) -> bytes:
    text: str = nbformat.writes(notebook)
    return text.encode()


def _spread(answers: list[corpus.Answer], count: int) -> list[corpus.Answer]:
    """``count`` answers, evenly from the whole list."""
    step = max(1, len(answers) // count)
    return answers[::step][:count]
