"""Marks that a person gives: to a group of answers at once, in nbgrader's gradebook, and back.

Each marking is kept in ``reports/ASSIGNMENT/marks.jsonl`` with what was there before it, and can be
taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from autograde.course import Course, Exercise
from autograde.grading.gradebook import Writer, open_gradebook
from autograde.notebook.release import mark_schemes, read_source, student_version
from autograde.written import questions as asked
from autograde.written.grouping import group
from autograde.written.marks import WAITING, Mark, read_mark, read_marks
from autograde.written.questions import FLAGS, Flag, Question

JOURNAL = "marks.jsonl"


class MarkingError(Exception):
    """A mark that cannot be given; the message says why and what to do."""


@dataclass(frozen=True)
class Answer:
    """What one student wrote, and the mark it has."""

    student: str
    text: str
    flag: Flag
    mark: Mark


@dataclass(frozen=True)
class Group:
    """Answers that say the same, or that say nothing for the same reason."""

    number: int
    answers: tuple[Answer, ...]

    @property
    def flag(self) -> Flag:
        """Why there is nothing to read, where there is not."""
        return self.answers[0].flag

    @property
    def representative(self) -> Answer:
        """The answer of middle length: neither the most terse nor the most wordy."""
        return sorted(self.answers, key=lambda answer: len(answer.text))[len(self.answers) // 2]


@dataclass(frozen=True)
class Change:
    """One student's mark before and after a marking."""

    student: str
    before: Mark
    after: Mark


class Marking:
    """The answers to one question of a class, and the marks that they get."""

    def __init__(self, course: Course, key: str, name: str) -> None:
        self.exercise = written_exercise(course, key)
        questions = asked.questions(
            student_version(course, self.exercise.assignment, self.exercise.notebook)
        )
        if name not in questions:
            raise MarkingError(f"{key} asks nothing named {name!r}; it asks {', '.join(questions)}")
        self.question: Question = questions[name]
        self._course = course
        self._key = key

    @property
    def scheme(self) -> str:
        """The rubric and the model answer, as the source of the notebook has them."""
        source = read_source(self._course, self.exercise.assignment, self.exercise.notebook)
        ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in source.cells]
        before = ids[ids.index(self.question.grade_id) - 1]
        return mark_schemes(source).get(before, "")

    def groups(self) -> list[Group]:
        """All answers that were handed in: flagged ones apart, then large groups before small."""
        answers = self._answers()
        to_read = [answer for answer in answers if not answer.flag]
        labels = group([self.question.own_words(a.text) for a in to_read], self.question.terms)
        found: dict[Flag | int, list[Answer]] = {flag: [] for flag in FLAGS}
        for answer in answers:
            if answer.flag:
                found[answer.flag].append(answer)
        for answer, label in zip(to_read, labels, strict=True):
            found.setdefault(label, []).append(answer)
        ordered = sorted(
            filter(None, found.values()),
            key=lambda own: (not own[0].flag, -len(own), own[0].student),
        )
        return [Group(number, tuple(own)) for number, own in enumerate(ordered, start=1)]

    def plan(
        self, groups: Iterable[Group], points: float, comment: str | None, overwrite: bool
    ) -> tuple[list[Change], list[Answer]]:
        """What a mark for whole groups would change, and the answers that keep the mark they have.

        Raises
        ------
        MarkingError
            when the question is not worth so many points.
        """
        if not 0 <= points <= self.question.points:
            raise MarkingError(
                f"{points:g} points cannot be given: the question is worth 0 to "
                f"{self.question.points:g}"
            )
        answers = [answer for chosen in groups for answer in chosen.answers]
        kept = [a for a in answers if a.mark.points is not None and not overwrite]
        # A terminal passes on bytes that are no UTF-8; they cannot be written to any file.
        comment = comment and comment.encode(errors="replace").decode()
        changes = [
            Change(a.student, a.mark, Mark(points, comment or a.mark.comment, waits=False))
            for a in answers
            if a not in kept
        ]
        return changes, kept

    def give(self, changes: Sequence[Change]) -> None:
        """Write marks into the gradebook, and into the journal first."""
        self._note({"changes": [asdict(change) for change in changes]})
        with open_gradebook(self._course) as gradebook:
            for change in changes:
                self._set(gradebook, change.student, change.after)
        self._settle_lateness()

    def undo(self) -> tuple[list[Change], list[Change]]:
        """Take the last marking back: what was taken back, and what a person changed since.

        Raises
        ------
        MarkingError
            when there is nothing to take back.
        """
        changes = self.last()
        back: list[Change] = []
        kept: list[Change] = []
        with open_gradebook(self._course) as gradebook:
            for change in changes:
                untouched = self._get(gradebook, change.student) == change.after
                (back if untouched else kept).append(change)
            self._note({"undo": True})
            for change in back:
                self._set(gradebook, change.student, change.before)
        self._settle_lateness()
        return back, kept

    def last(self) -> list[Change]:
        """The last marking of this question that was not taken back.

        Raises
        ------
        MarkingError
            when there is none, or a line of the journal cannot be read.
        """
        done: list[list[Change]] = []
        for changes in self._noted():
            if changes is None:
                del done[-1:]
            else:
                done.append(changes)
        if not done:
            raise MarkingError(f"no marking of {self.question.name!r} is left to take back")
        return done[-1]

    @property
    def _journal(self) -> Path:
        return self._course.root / "reports" / self.exercise.assignment / JOURNAL

    def _note(self, body: dict[str, object]) -> None:
        head = {
            "time": datetime.now().isoformat(timespec="seconds"),
            "exercise": self._key,
            "question": self.question.name,
        }
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        before = self._journal.read_bytes() if self._journal.exists() else b""
        with self._journal.open("a", encoding="utf-8") as file:
            # A crash may have cut the last line off.
            file.write("" if before[-1:] in (b"", b"\n") else "\n")
            file.write(json.dumps(head | body, ensure_ascii=False) + "\n")

    def _noted(self) -> Iterator[list[Change] | None]:
        """What the journal holds of this question: the changes of a marking; None takes it back."""
        lines = self._journal.read_bytes().splitlines() if self._journal.exists() else ()
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
                own = (entry["exercise"], entry["question"]) == (self._key, self.question.name)
                changes = None if "undo" in entry else [_change(c) for c in entry["changes"]]
            except (KeyError, TypeError, ValueError) as error:
                raise MarkingError(
                    f"line {number} of {self._journal} is damaged: look at the marks by hand, take "
                    "this line out, and run the same command again"
                ) from error
            if own:
                yield changes

    def _answers(self) -> list[Answer]:
        assignment, notebook = self.exercise.assignment, self.exercise.notebook
        files = sorted(self._course.autograded.glob(f"*/{assignment}/{notebook}.ipynb"))
        if not files:
            raise MarkingError(f"no {notebook}.ipynb is graded yet: run `autograde grade` first")
        students = {file.parent.parent.name: file for file in files}
        with open_gradebook(self._course) as gradebook:
            marks = read_marks(gradebook, notebook, assignment, students)
        answers = []
        for student, file in students.items():
            text = self._text(student, file)
            mark = marks.get((student, self.question.grade_id), WAITING)
            answers.append(Answer(student, text, self.question.flag(text), mark))
        return answers

    def _text(self, student: str, file: Path) -> str:
        content = file.read_bytes().decode(errors="replace")
        try:
            return asked.answer_text(nbformat.reads(content, as_version=4), self.question)
        except Exception as error:  # nbformat meets a file that was cut off with any exception
            raise MarkingError(
                f"{file} is damaged: run `autograde grade -s {student} --regrade`"
            ) from error

    def _place(self, student: str) -> tuple[str, str, str, str]:
        exercise = self.exercise
        return self.question.grade_id, exercise.notebook, exercise.assignment, student

    def _get(self, gradebook: Gradebook, student: str) -> Mark:
        return read_mark(gradebook, *self._place(student))

    def _settle_lateness(self) -> None:
        """A mark changes what lateness takes off."""
        if self.exercise.assignment in self._course.deadlines:
            with Writer(self._course, self.exercise.assignment) as writer:
                writer.settle_lateness()

    def _set(self, gradebook: Gradebook, student: str, mark: Mark) -> None:
        grade = gradebook.find_grade(*self._place(student))
        grade.manual_score, grade.needs_manual_grade = mark.points, mark.waits
        gradebook.find_comment(*self._place(student)).manual_comment = mark.comment
        gradebook.db.commit()


def written_exercise(course: Course, key: str) -> Exercise:
    """An exercise whose answers a person marks.

    Raises
    ------
    MarkingError
        when there is none of that name.
    """
    written = [key for key, exercise in course.exercises.items() if not exercise.exam]
    if key not in written:
        there = ", ".join(written) or "none"
        raise MarkingError(f"no written answers belong to {key!r}; exercises with some: {there}")
    return course.exercises[key]


def _change(entry: dict[str, Any]) -> Change:
    return Change(entry["student"], Mark(**entry["before"]), Mark(**entry["after"]))
