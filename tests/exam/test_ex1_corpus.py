"""The exam of Exercise 1 says of every answer of the corpus what a careful teacher would say."""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
import torch

from autograde import course
from autograde.exam import Exam, LocalCandidate, Verdict
from autograde.exam.diagnoses.catalogue import CATALOGUE
from tests.exam import corpus

COURSE = course.load(corpus.ROOT)
EXERCISE = COURSE.exercises["ex1"]
EXAM: Exam = runpy.run_path(str(COURSE.exams / f"{EXERCISE.exam}.py"))["EXAM"]
ANSWERS = corpus.answers("ex1")
#: A slow answer has to be stopped: only a kernel can do that.
HERE = [answer for answer in ANSWERS if not answer.slow]
RIGHT = [answer for answer in HERE if answer.score == EXERCISE.max_score]

#: Diagnoses that the answers to other exercises meet.
ELSEWHERE = {
    "softmax-before-cross-entropy",
    "softmax-wrong-dim",
    "argmax-wrong-dim",
    "no-hidden-activation",
    "no-shuffle",
    "no-eval-mode",
    "global-standardisation",
    "unscaled-input",
}

# A student's code may warn; what it warns of is not what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore")


def examined(answer: corpus.Answer, seed: int) -> tuple[Verdict, ...]:
    with LocalCandidate(corpus.namespace(answer)) as candidate:
        rng = np.random.default_rng(seed)
        return EXAM.run(candidate, rng, EXERCISE.points, EXERCISE.curves)


def told(verdicts: Sequence[Verdict]) -> str:
    lost = [v for v in verdicts if not v.passed]
    return "\n".join(f"{v.id} {v.points:g} [{v.diagnosis}] {v.message}" for v in lost)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """A dozen numbers are no work for many threads, which only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("answer", HERE, ids=lambda answer: answer.name)
def test_answer_gets_the_score_and_the_diagnoses_it_deserves(answer: corpus.Answer) -> None:
    verdicts = examined(answer, seed=0)
    found = tuple(sorted({v.diagnosis for v in verdicts if v.diagnosis}))
    score = sum(v.points for v in verdicts)
    assert (score, found) == (pytest.approx(answer.score), answer.diagnoses), told(verdicts)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("answer", RIGHT, ids=lambda answer: answer.name)
def test_right_answer_loses_no_point_whatever_is_drawn(answer: corpus.Answer, seed: int) -> None:
    verdicts = examined(answer, seed)
    assert sum(v.points for v in verdicts) == EXERCISE.max_score, told(verdicts)


def test_every_diagnosis_that_the_exam_makes_is_met_by_two_answers() -> None:
    met = Counter(slug for answer in ANSWERS for slug in answer.diagnoses)
    # One mean for all columns is a fault of other exercises' data; here it is only told apart.
    assert {slug for slug in CATALOGUE if met[slug] < 2} <= ELSEWHERE


def test_every_answer_becomes_a_notebook_that_holds_its_cells_and_no_hidden_test() -> None:
    for answer in ANSWERS:
        sources = [cell.source.strip("\n") for cell in corpus.notebook(answer).cells]
        assert set(answer.cells.values()) <= set(sources)
        assert set(answer.extra) <= set(sources)
        assert not any("HIDDEN" in source or "examine(" in source for source in sources)
