"""An exam says the same of an answer in a shut-in kernel as in this process, for every answer.

What it says here is in the corpus, and the tests of each corpus hold it to that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import nbformat
import numpy as np
import pytest
from handing_in import SMALL

from autograde import course as courses
from autograde.exam import Exam, Observation
from autograde.grading import classroom
from autograde.grading.result import Result
from autograde.grading.submission import Submission
from tests.exam import corpus

pytestmark = pytest.mark.grader

COURSE = courses.load(corpus.ROOT)
ANSWERS = {(key, a.name): a for key in ("ex1", "ex2") for a in corpus.answers(key)}


class Seeded(Exam):
    """An exam that draws the same each time, as the tests of the corpora do."""

    def observe(
        self, candidate: Any, rng: Any, group: str | None = None
    ) -> tuple[Observation, ...]:
        return super().observe(candidate, np.random.default_rng(0), group)


@pytest.fixture(scope="module")
def results() -> dict[tuple[str, str], Result]:
    """Every answer to Exercises 1 and 2, graded as a class; nobody trains on all of MNIST here."""
    found = {}
    for key in ("ex1", "ex2"):
        task = classroom.prepare(COURSE, key)
        assert task.exam
        parts = [part for part in task.exam.parts if list(part.criteria) != ["result/accuracy"]]
        task = replace(
            task,
            exam=Seeded(tuple(parts), task.exam.before),
            exercise=replace(task.exercise, limits=SMALL),
        )
        handed_in = [Submission(a, key, content(key, a)) for k, a in ANSWERS if k == key]
        for graded in classroom.grade_all(handed_in, task):
            found[key, graded.result.student] = graded.result
    return found


def content(key: str, name: str) -> bytes:
    """What a student hands in, without the cells that only show something."""
    notebook = corpus.notebook(ANSWERS[key, name], key)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "code" or _needed(cell)]
    return nbformat.writes(notebook).encode()


def _needed(cell: nbformat.NotebookNode) -> bool:
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks) or cell.id == "setup" or cell.id.startswith("extra-")


@pytest.mark.parametrize(("key", "name"), ANSWERS)
def test_a_kernel_gives_the_score_and_the_diagnoses_of_the_corpus(
    results: dict[tuple[str, str], Result], key: str, name: str
) -> None:
    result, answer = results[key, name], ANSWERS[key, name]
    found = tuple(sorted({v.diagnosis for v in result.criteria if v.diagnosis}))
    score = sum(verdict.points for verdict in result.criteria)
    lost = "\n".join(f"{v.id} [{v.diagnosis}] {v.message}" for v in result.criteria if not v.passed)
    assert (score, found) == (pytest.approx(answer.score), answer.diagnoses), lost or result.reason
