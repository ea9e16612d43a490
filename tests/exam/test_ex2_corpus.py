"""The exam of Exercise 2 says of model and training what a careful teacher would say.

The scores in the corpus are those of these two parts; what accuracy brings is tested elsewhere.
"""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
import torch

from autograde import course
from autograde.exam import Exam, LocalCandidate, Verdict
from tests.exam import corpus

COURSE = course.load(corpus.ROOT)
EXERCISE = COURSE.exercises["ex2"]
EXAM: Exam = runpy.run_path(str(COURSE.exams / f"{EXERCISE.exam}.py"))["EXAM"]
ANSWERS = corpus.answers("ex2")
#: A slow answer has to be stopped: only a kernel can do that.
HERE = [answer for answer in ANSWERS if not answer.slow]
BEHAVIOUR = ("model", "training")
FULL = sum(EXERCISE.group_points()[group] for group in BEHAVIOUR)
RIGHT = [answer for answer in HERE if answer.score == FULL]
#: What only this exercise can name; the other diagnoses are met by answers to Exercise 1 as well.
OWN = {
    "softmax-before-cross-entropy",
    "softmax-wrong-dim",
    "argmax-wrong-dim",
    "no-hidden-activation",
    "no-shuffle",
    "no-eval-mode",
}

# A student's code may warn; what it warns of is not what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore")


def examined(answer: corpus.Answer, seed: int) -> list[Verdict]:
    with LocalCandidate(corpus.namespace(answer, "ex2")) as candidate:
        found: list[Verdict] = []
        for group in BEHAVIOUR:
            rng = np.random.default_rng(seed)
            found += EXAM.run(candidate, rng, EXERCISE.points, EXERCISE.curves, group)
    return found


def told(verdicts: Sequence[Verdict]) -> str:
    lost = [v for v in verdicts if not v.passed]
    return "\n".join(f"{v.id} {v.points:g} [{v.diagnosis}] {v.message}" for v in lost)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """A small model is no work for many threads, which only wait for each other."""
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


@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize("answer", RIGHT, ids=lambda answer: answer.name)
def test_right_answer_loses_no_point_whatever_is_drawn(answer: corpus.Answer, seed: int) -> None:
    verdicts = examined(answer, seed)
    assert sum(v.points for v in verdicts) == FULL, told(verdicts)


def test_every_diagnosis_of_this_exercise_is_met_by_two_answers() -> None:
    met = Counter(slug for answer in ANSWERS for slug in answer.diagnoses)
    assert {slug for slug in OWN if met[slug] < 2} == set()


def test_the_corpus_is_large_enough_and_never_holds_a_hidden_test() -> None:
    assert len(RIGHT) >= 25
    assert len(ANSWERS) - len(RIGHT) >= 40
    for answer in ANSWERS:
        sources = [cell.source for cell in corpus.notebook(answer, "ex2").cells]
        assert not any("HIDDEN" in source or "examine(" in source for source in sources)
