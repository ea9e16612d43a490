"""The questions of an exercise without an exam, and what is to be seen of an answer at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nbformat import NotebookNode

from autograde.exam import Finding, Observation
from autograde.notebook.repair import MISSING
from autograde.written.words import MAX_CHARACTERS, own_parts, words

Flag = Literal["", "missing", "empty", "untouched", "copied"]

#: What a person reads about an answer that is none.
FLAGS: dict[Flag, str] = {
    "missing": "the cell is gone from the notebook",
    "empty": "nothing is written",
    "untouched": "the cell is as it was released",
    "copied": "only the text of the notebook is repeated",
}
#: Fewer words than this in a row, between copied ones, are no answer.
OWN_WORDS = 3
WAITS = "Waits for a person."

HEADING = re.compile(r"^#+ *(.+)$", flags=re.MULTILINE)
BOLD = re.compile(r"\*\*(.+?)\*\*", flags=re.DOTALL)


@dataclass(frozen=True)
class Question:
    """A question as students get it.

    Attributes
    ----------
    name
        its part of the exercise, as in ``course.toml``.
    grade_id
        the cell of the answer.
    title
        the heading of the question.
    stub
        what stands in the cell of the answer until a student writes there.
    terms
        the bold words of the question: the things that answers are about.
    given
        the words of the whole notebook, in order.
    """

    name: str
    grade_id: str
    points: float
    title: str
    stub: str
    terms: tuple[str, ...]
    given: tuple[str, ...]

    def own_words(self, answer: str) -> str:
        """What a student wrote, without what was copied from the notebook."""
        return "\n".join(self._own_parts(answer))

    def flag(self, answer: str) -> Flag:
        """Why there is nothing to read in an answer; empty for one that should be read."""
        answer = answer[:MAX_CHARACTERS]
        if answer.strip() == MISSING:
            return "missing"
        if not words(answer):
            return "empty"
        if words(answer) == words(self.stub) or not words(self._beside_stub(answer)):
            return "untouched"
        parts = self._own_parts(answer)
        copied = len(parts) > 1 and all(len(words(part)) < OWN_WORDS for part in parts)
        return "copied" if copied else ""

    def _own_parts(self, answer: str) -> list[str]:
        return own_parts(self._beside_stub(answer[:MAX_CHARACTERS]), self.given)

    def _beside_stub(self, answer: str) -> str:
        # An empty stub stands between all letters.
        return answer.replace(self.stub, "\n") if self.stub.strip() else answer


def questions(released: NotebookNode) -> dict[str, Question]:
    """The questions of a released notebook by name; each stands in the cell before its answer."""
    given = tuple(words("\n".join(cell.source for cell in released.cells)))
    found: dict[str, Question] = {}
    for asked, cell in zip(released.cells, released.cells[1:], strict=False):
        mark = cell.metadata.get("autograde", {}).get("exam")
        if not mark or not cell.metadata.nbgrader.solution:
            continue
        heading = HEADING.search(asked.source)
        found[mark.group] = Question(
            name=mark.group,
            grade_id=cell.metadata.nbgrader.grade_id,
            points=float(cell.metadata.nbgrader.points),
            title=heading[1] if heading else mark.group,
            stub=cell.source,
            # A bold sign, such as an arrow, is nothing that an answer could name.
            terms=tuple(
                " ".join(named) for bold in BOLD.findall(asked.source) if (named := words(bold))
            ),
            given=given,
        )
    return found


def answer_text(notebook: NotebookNode, question: Question) -> str:
    """What a student wrote for a question: in its cell, or else in cells beside that one."""
    marks = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    if question.grade_id not in marks:
        return MISSING
    place = marks.index(question.grade_id)
    own = str(notebook.cells[place].source)
    if question.flag(own):
        beside = "\n\n".join(cell.source for cell in _beside(notebook.cells, marks, place))
        if not question.flag(beside):
            return beside
    return own


def _beside(
    cells: list[NotebookNode], marks: list[str | None], place: int
) -> Iterator[NotebookNode]:
    """The text cells of the student's own that come before or after a cell of the course."""
    first, last = place, place + 1
    while first > 0 and marks[first - 1] is None:
        first -= 1
    while last < len(cells) and marks[last] is None:
        last += 1
    for cell in cells[first:place] + cells[place + 1 : last]:
        if cell.cell_type != "code":
            yield cell


def unmarked(notebook: NotebookNode, released: NotebookNode) -> tuple[Observation, ...]:
    """The answers of a notebook before a person has read them: nothing is decided."""
    seen = []
    for question in questions(released).values():
        flag = question.flag(answer_text(notebook, question))
        message = f"{FLAGS[flag].capitalize()}. {WAITS}" if flag else WAITS
        seen.append(Observation(question.name, question.title, Finding(None, message)))
    return tuple(seen)
