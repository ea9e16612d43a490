"""Try an exercise: grade the answers that its author wrote, each with what it should get."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import nbformat

from autograde.course import Course, CourseError
from autograde.grading import classroom
from autograde.grading.result import Result
from autograde.grading.submission import Submission
from autograde.notebook import corpus
from autograde.notebook.corpus import Answer, CorpusError
from autograde.notebook.release import read_source


@dataclass(frozen=True)
class Tried:
    """An answer, and what grading made of it."""

    answer: Answer
    result: Result

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The misunderstandings that were seen, each once."""
        return tuple(sorted({c.diagnosis for c in self.result.criteria if c.diagnosis}))

    @property
    def as_expected(self) -> bool:
        """Whether it got the score and the diagnoses that it should."""
        same_score = abs(self.result.score - self.answer.score) < 0.01
        return same_score and self.diagnoses == tuple(sorted(self.answer.diagnoses))

    @property
    def seen(self) -> str:
        """What the examiner said, a line for each criterion, and remarks."""
        lines = [
            f"  {c.id}: {c.points:g} of {c.max_points:g}. {c.message}" for c in self.result.criteria
        ]
        return "\n".join([*lines, f"  {self.result.reason}"] if self.result.reason else lines)


def attempt(
    course: Course, exercise: str, names: Collection[str] = (), unsafe: bool = False
) -> Iterator[Tried]:
    """Grade the answers to an exercise, or those of some ``names``; each comes when it is done.

    Raises
    ------
    CourseError
        when there is no such exercise, or none with an exam.
    CorpusError
        when there are no such answers, or one cannot be read.
    """
    entry = course.exercises.get(exercise)
    if entry is None or entry.exam is None:
        known = ", ".join(key for key, other in course.exercises.items() if other.exam)
        raise CourseError(f"there is no exercise {exercise!r} with an exam; there are: {known}")
    folder = course.root / "tests" / "submissions" / exercise
    answers = {answer.name: answer for answer in corpus.answers(folder)}
    if not answers:
        raise CorpusError(
            f"no answers lie in {folder}: write some, like those of `autograde new exercise`"
        )
    for unknown in set(names) - set(answers):
        raise CorpusError(f"there is no {unknown}.py in {folder}; there are: {', '.join(answers)}")
    source = read_source(course, entry.assignment, entry.notebook)
    submissions = [
        Submission(name, exercise, nbformat.writes(corpus.notebook(answer, source)).encode())
        for name, answer in answers.items()
        if name in names or not names
    ]
    task = classroom.prepare(course, exercise, unsafe)
    for graded in classroom.grade_all(submissions, task):
        yield Tried(answers[graded.result.student], graded.result)
