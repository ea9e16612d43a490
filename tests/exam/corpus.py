"""The corpus: answers that students hand in, each with the score and the diagnoses it deserves."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograde import course

ROOT = Path(__file__).parents[2]
HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS$.*?^### END HIDDEN TESTS$\n?", re.M | re.S)
MARKS = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.M)
SECTION = re.compile(r"^# %% *(\S+)\n", re.M)


@dataclass(frozen=True)
class Answer:
    """One student's answer to one exercise.

    Attributes
    ----------
    story
        what the student does, in a sentence.
    score, diagnoses
        what the exam must say, whatever it draws.
    slow
        whether the answer has to be stopped, which only a kernel can do.
    cells
        the text of every solution cell by its grade id, the reference's where the student's
        is no other.
    extra
        cells of the student's own, which stand before the first solution cell.
    """

    exercise: str
    name: str
    story: str
    score: float
    diagnoses: tuple[str, ...]
    slow: bool
    cells: dict[str, str]
    extra: tuple[str, ...]


def answers(exercise: str) -> list[Answer]:
    """All answers to an exercise, by name."""
    folder = ROOT / "tests" / "submissions" / exercise
    reference = _reference(exercise)
    return [_answer(exercise, path, reference) for path in sorted(folder.glob("*.py"))]


def notebook(answer: Answer) -> NotebookNode:
    """The notebook that this student hands in: as it was released, with the cells filled in."""
    filled = _source(answer.exercise)
    first = next(i for i, cell in enumerate(filled.cells) if _grade_id(cell) in answer.cells)
    for cell in filled.cells:
        if cell.cell_type == "code":
            cell.source = HIDDEN.sub("", answer.cells.get(_grade_id(cell), cell.source))
    own = [nbformat.v4.new_code_cell(text, id=f"own-{i}") for i, text in enumerate(answer.extra)]
    filled.cells[first:first] = own
    return filled


def namespace(answer: Answer) -> dict[str, Any]:
    """The names that are defined when setup and solution cells have run, as a notebook runs them.

    A cell that raises ends, and the next one runs all the same.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    setup = next(cell.source for cell in _source(answer.exercise).cells if cell.id == "setup")
    for text in (setup, *answer.extra, *answer.cells.values()):
        try:
            exec(compile(text, f"<{answer.name}>", "exec"), names)
        except Exception as error:
            names["__error__"] = error
    return names


def _answer(exercise: str, path: Path, reference: dict[str, str]) -> Answer:
    text = path.read_text(encoding="utf-8")
    # Not by ast: an answer may be one that Python cannot read.
    about = tomllib.loads(text.split('"""')[1])
    pieces = SECTION.split(text)[1:]
    cells, extra = dict(reference), []
    for name, source in zip(pieces[::2], pieces[1::2], strict=True):
        if name == "extra":
            extra.append(source.strip())
        else:
            assert f"{exercise}-{name}" in cells, f"{path.name} has an unknown section {name}"
            cells[f"{exercise}-{name}"] = source.strip()
    return Answer(
        exercise,
        path.stem,
        about.pop("story"),
        float(about.pop("score")),
        tuple(about.pop("diagnoses")),
        about.pop("slow", False),
        cells,
        tuple(extra),
        **about,
    )


def _reference(exercise: str) -> dict[str, str]:
    return {
        _grade_id(cell): MARKS.sub("", cell.source)
        for cell in _source(exercise).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def _source(exercise: str) -> NotebookNode:
    loaded = course.load(ROOT)
    told = loaded.exercises[exercise]
    path = loaded.sources / told.assignment / f"{told.notebook}.ipynb"
    return nbformat.read(path, as_version=4)


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
