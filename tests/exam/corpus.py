"""The corpus of an exercise, run in this process as a notebook would run it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograde import course
from autograde.notebook import corpus
from autograde.notebook.corpus import Answer
from autograde.notebook.release import read_source

ROOT = Path(__file__).parents[2]


def answers(exercise: str) -> list[Answer]:
    """All answers to an exercise, by name."""
    return corpus.answers(ROOT / "tests" / "submissions" / exercise)


def notebook(answer: Answer, exercise: str = "ex1") -> NotebookNode:
    """The notebook that this student hands in."""
    home = course.load(ROOT)
    entry = home.exercises[exercise]
    return corpus.notebook(answer, read_source(home, entry.assignment, entry.notebook))


def namespace(answer: Answer, exercise: str = "ex1") -> dict[str, Any]:
    """The names that are defined when the student's cells have run.

    A cell that raises ends, and the next one runs all the same. Cells that only show something
    are left out.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook(answer, exercise).cells:
        own = cell.metadata.get("nbgrader", {}).get("solution") or cell.id.startswith("extra-")
        if not own and cell.id != "setup":
            continue
        try:
            exec(compile(cell.source, f"<{answer.name}>", "exec"), names)
        except Exception as error:
            names["__error__"] = error
    return names
