"""The exams say of every answer of the corpora what a careful teacher would say.

The scores in the corpus of Exercise 2 are those of model and training; what accuracy brings is
tested elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from autograde import course
from autograde.exam import Exam, LocalCandidate, Verdict
from autograde.exam.diagnoses.catalogue import CATALOGUE
from autograde.grading.exams import load_exam
from tests.exam import corpus
from tests.exam.corpus import Answer

COURSE = course.load(corpus.ROOT)

pytestmark = [
    pytest.mark.usefixtures("one_thread"),
    # A student's code may warn; what it warns of is not what is tested here.
    pytest.mark.filterwarnings("ignore"),
]


@dataclass(frozen=True)
class Corpus:
    """The answers to an exercise, and those groups of its exam that their scores are of.

    ``groups`` holds None for the whole exam.
    """

    exercise: str
    groups: tuple[str | None, ...]
    #: What is drawn when right answers are examined again.
    seeds: tuple[int, ...]

    @cached_property
    def exam(self) -> Exam:
        return load_exam(COURSE, COURSE.exercises[self.exercise])

    @cached_property
    def full(self) -> float:
        points = COURSE.exercises[self.exercise].group_points()
        return sum(points[group] for group in points if {group, None} & set(self.groups))

    @cached_property
    def answers(self) -> list[Answer]:
        return corpus.answers(self.exercise)

    @property
    def here(self) -> list[Answer]:
        """Those that end: to stop a slow one takes a kernel."""
        return [answer for answer in self.answers if not answer.slow]

    @property
    def right(self) -> list[Answer]:
        return [answer for answer in self.here if answer.score == self.full]

    def examined(self, answer: Answer, seed: int) -> list[Verdict]:
        entry = COURSE.exercises[self.exercise]
        with LocalCandidate(corpus.namespace(answer, self.exercise)) as candidate:
            found: list[Verdict] = []
            for group in self.groups:
                rng = np.random.default_rng(seed)
                found += self.exam.run(candidate, rng, entry.points, entry.curves, group)
        return found


CORPORA = (
    Corpus("ex1", (None,), seeds=(1, 2, 3)),
    Corpus("ex2", ("model", "training"), seeds=(1,)),
)
EVERY = [pytest.param(c, a, id=f"{c.exercise}-{a.name}") for c in CORPORA for a in c.here]
RIGHT = [
    pytest.param(c, answer, seed, id=f"{c.exercise}-{answer.name}-{seed}")
    for c in CORPORA
    for answer in c.right
    for seed in c.seeds
]


def told(verdicts: Sequence[Verdict]) -> str:
    lost = [v for v in verdicts if not v.passed]
    return "\n".join(f"{v.id} {v.points:g} [{v.diagnosis}] {v.message}" for v in lost)


@pytest.mark.parametrize(("own", "answer"), EVERY)
def test_answer_gets_the_score_and_the_diagnoses_it_deserves(own: Corpus, answer: Answer) -> None:
    verdicts = own.examined(answer, seed=0)
    found = tuple(sorted({v.diagnosis for v in verdicts if v.diagnosis}))
    score = sum(v.points for v in verdicts)
    assert (score, found) == (pytest.approx(answer.score), answer.diagnoses), told(verdicts)


@pytest.mark.parametrize(("own", "answer", "seed"), RIGHT)
def test_right_answer_loses_no_point_whatever_is_drawn(
    own: Corpus, answer: Answer, seed: int
) -> None:
    verdicts = own.examined(answer, seed)
    assert sum(v.points for v in verdicts) == own.full, told(verdicts)


def test_every_diagnosis_is_met_by_two_answers() -> None:
    met = Counter(slug for own in CORPORA for answer in own.answers for slug in answer.diagnoses)
    assert {slug for slug in CATALOGUE if met[slug] < 2} == set()


@pytest.mark.parametrize("own", CORPORA, ids=lambda own: own.exercise)
def test_a_corpus_is_large_enough(own: Corpus) -> None:
    assert len(own.right) >= 25
    assert len(own.answers) - len(own.right) >= 40


@pytest.mark.parametrize("own", CORPORA, ids=lambda own: own.exercise)
def test_every_answer_becomes_a_notebook_that_holds_its_cells_and_no_hidden_test(
    own: Corpus,
) -> None:
    for answer in own.answers:
        cells = corpus.notebook(answer, own.exercise).cells
        sources = [cell.source.strip("\n") for cell in cells]
        assert set(answer.cells.values()) <= set(sources)
        assert set(answer.extra) <= set(sources)
        assert not any("HIDDEN" in source or "examine(" in source for source in sources)
