"""Give back to a submission what a later cell has taken from it: the names that are graded."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import takewhile

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograde.exam.candidate import Candidate
from autograde.exam.outcome import Returned
from autograde.kernel.session import Session

NAMES = re.compile(r"^(?:def|class) +(\w+)", re.MULTILINE)
#: A function or class at the left edge of a cell, without its decorators.
DEFINITION = r"^(?:async +)?(?:def|class) +{0}\b.*(?:\n(?:[ \t)\]#].*)?)*"

#: Lines that give the name of a function or class to something else that can be called, or take it.
IMPORTED = r"(?:from|import)\b.*\b{0}\s*(?:[,;#)]|$)|{0}\s*=\s*{0}\("
DELETED = r"del\b.*\b{0}\s*(?:[,;#)]|$)"


def restore(session: Session, candidate: Candidate, released: NotebookNode) -> list[str]:
    """Run definitions of graded functions and classes again whose names mean something else now.

    Students try their functions in cells of their own: ``predict = predict(model, X)`` takes the
    name away, an import of scikit-learn's ``LogisticRegression`` gives it to another class. Their
    checks had passed before. Remarks come out of it.
    """
    notes: list[str] = []
    for name, stub in _graded(released):
        found = _definition(session.notebook, name)
        if found is None or found[1].strip() in stub:
            continue
        index, text, behind = found
        there = candidate.has(name)
        if not isinstance(there, Returned):
            break
        # What is there and no function was given the name; what is not there may never have been.
        if isinstance(there.value, bool):
            taken = IMPORTED if there.value else DELETED
            if not any(re.match(taken.format(name), line) for line in behind):
                continue
        session.leave_off()
        session.notebook.cells.append(new_code_cell(text))
        run = session.run(len(session.notebook.cells) - 1)
        failed = any(o.output_type == "error" for o in session.notebook.cells.pop().outputs)
        if run.ended == "done" and not failed:
            notes.append(
                f"`{name}` was taken for something else in the end: its definition in cell "
                f"{index + 1} was run once more"
            )
    return notes


def _graded(released: NotebookNode) -> Iterator[tuple[str, str]]:
    """The names that the solution cells define, each with the text of its cell."""
    for cell in released.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
            for name in NAMES.findall(cell.source):
                yield name, cell.source


def _definition(notebook: NotebookNode, name: str) -> tuple[int, str, list[str]] | None:
    """The last definition of a name: its cell's number, its text, and all lines behind it."""
    definition = re.compile(DEFINITION.format(name), re.MULTILINE)
    behind: list[str] = []
    for index in reversed(range(len(notebook.cells))):
        cell = notebook.cells[index]
        if cell.cell_type != "code" or cell.metadata.get("nbgrader", {}).get("grade"):
            continue
        if found := deque(definition.finditer(cell.source), maxlen=1):
            start, end = found[0].span()
            before = cell.source[:start].splitlines()
            decorators = list(takewhile(lambda line: line.startswith("@"), reversed(before)))
            text = "\n".join([*reversed(decorators), cell.source[start:end]])
            return index, text, cell.source[end:].splitlines() + behind
        behind += cell.source.splitlines()
    return None
