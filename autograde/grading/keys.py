"""What a result depends on, as hashes: equal keys have equal results, so nothing is run twice.

A change of points or curves changes no key, because points are given afterwards.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

import autograde
from autograde.course import CHECKS, Course, Exercise
from autograde.notebook import reading

if TYPE_CHECKING:
    from autograde.grading.submission import Submission

#: The parts of this package by which it is decided what comes out of a submission.
DECIDING = (
    "exam/**/*.py",
    "kernel/**/*.py",
    "notebook/reading.py",
    "notebook/repair.py",
    "grading/cells.py",
    "grading/lost_names.py",
)
#: What students' code runs on; another version of it may give another answer.
DISTRIBUTIONS = (
    "torch",
    "torchvision",
    "numpy",
    "pandas",
    "scikit-learn",
    "matplotlib",
    "ipykernel",
    "ipython",
)


def fingerprint(
    course: Course, exercise: Exercise, released: NotebookNode, layers: tuple[str, ...]
) -> str:
    """Everything but the submission: exam, its parameters, our code, data and environment."""
    package = Path(str(files(autograde)))
    sources = [path for part in DECIDING for path in sorted(package.glob(part))]
    if exercise.exam:
        sources.append(course.exams / f"{exercise.exam}.py")
    sources += sorted((course.sources / exercise.assignment).glob(CHECKS))
    data = sorted(path for path in course.datasets.rglob("*") if path.is_file())
    return _hash(
        [path.read_bytes().decode() for path in sources],
        [(str(path.relative_to(course.datasets)), _file(path)) for path in data],
        [(cell.cell_type, cell.source, cell.metadata.get("nbgrader")) for cell in released.cells],
        asdict(exercise.limits),
        course.kernel.imports,
        layers,
        (platform.python_version(), [version(name) for name in DISTRIBUTIONS]),
    )


def handed_in(submission: Submission) -> str:
    """Every byte that a student handed in."""
    came = submission.others, submission.instead
    return _hash(_bytes(submission.content), *came, _files(submission))


def content(submission: Submission, written: bool) -> str:
    """What of it can matter: code cells and files; texts, too, where they are the answers."""
    if submission.content is None:
        return _hash(None, submission.others, submission.instead)
    try:
        read = reading.read(submission.content)
    except reading.Unreadable:
        return handed_in(submission)
    return _hash(
        [
            (cell.cell_type, cell.grade_id, cell.tags, cell.points)
            + ((cell.source,) if written or cell.cell_type == "code" else ())
            for cell in read.cells
        ],
        _files(submission),
        # What a student is told of these comes with the result.
        read.notes,
        submission.left,
    )


def key(fingerprint: str, content: str) -> str:
    """The address of a result."""
    return _hash(fingerprint, content)


def seed(key: str) -> int:
    """What the exam draws with: the same for whoever hands in the same, and for every attempt.

    Nobody can know it beforehand: a notebook that held the answers would have another key.
    """
    return int(key[:16], 16)


def _files(submission: Submission) -> list[tuple[str, str | None]]:
    return [(name, _bytes(file)) for name, file in submission.files.items()]


def _bytes(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
