"""Answers to an exercise as short Python files, each with the score it should get.

A file's docstring is TOML (``story``, ``score``, ``diagnoses``); ``# %% NAME`` starts the text of
the solution cell ``EXERCISE-NAME``. A cell that is left out is the model answer's; ``# %% extra``
is a cell of the student's own before all others. Tests and the sample class are made of them.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

SECTION = re.compile(r"^# %% *(\w+) *\n", flags=re.MULTILINE)
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n?", flags=re.DOTALL)
MARKERS = re.compile(r"^ *### (BEGIN|END) SOLUTION *\n?", flags=re.MULTILINE)


class CorpusError(Exception):
    """An answer that cannot be read or used; the message names its file and what to do."""


@dataclass(frozen=True)
class Answer:
    """One answer: what the student does, what it should score, and its cells by grade_id.

    ``slow`` marks an answer that only a time limit ends.
    """

    name: str
    story: str
    score: float
    diagnoses: tuple[str, ...]
    cells: Mapping[str, str]
    extra: tuple[str, ...] = ()
    slow: bool = False


def answers(folder: Path) -> list[Answer]:
    """All answers in a folder named after its exercise, by name.

    Raises
    ------
    CorpusError
        when a file is no answer.
    """
    return [_read(path) for path in sorted(folder.glob("*.py"))]


def notebook(answer: Answer, source: NotebookNode) -> NotebookNode:
    """The notebook that a student with this answer hands in, made from the instructor's source.

    Raises
    ------
    CorpusError
        when the answer has a cell that the source has not.
    """
    filled = deepcopy(source)
    known = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in filled.cells}
    if unknown := set(answer.cells) - known:
        raise CorpusError(
            f"the answer {answer.name} has cells that the exercise has not: "
            f"{', '.join(sorted(unknown))}; its cells are called EXERCISE-NAME, of `# %% NAME`"
        )
    for cell in filled.cells:
        marks = cell.metadata.get("nbgrader", {})
        cell.source = HIDDEN.sub("", cell.source)
        if marks.get("solution"):
            cell.source = answer.cells.get(marks.grade_id, cell.source)
        cell.source = MARKERS.sub("", cell.source)
    extra = [new_code_cell(source, id=f"extra-{i}") for i, source in enumerate(answer.extra)]
    first = next(i for i, cell in enumerate(filled.cells) if cell.metadata.get("nbgrader"))
    filled.cells[first:first] = extra
    return filled


def _read(path: Path) -> Answer:
    # Only the head is Python for sure: a student's cell may well hold a syntax error.
    head, *parts = SECTION.split(path.read_text(encoding="utf-8"))
    try:
        about = tomllib.loads(ast.get_docstring(ast.parse(head)) or "")
        told = about["story"], float(about["score"]), tuple(about["diagnoses"])
    except (KeyError, SyntaxError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{path} is no answer ({type(error).__name__}: {error}): begin it with a docstring "
            "that has story, score and diagnoses, like those of `autograde new exercise`"
        ) from error
    sources = (source.strip("\n") for source in parts[1::2])
    sections = list(zip(parts[0::2], sources, strict=True))
    return Answer(
        path.stem,
        *told,
        cells={f"{path.parent.name}-{name}": s for name, s in sections if name != "extra"},
        extra=tuple(source for name, source in sections if name == "extra"),
        slow=about.get("slow", False),
    )
