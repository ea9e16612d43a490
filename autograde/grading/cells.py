"""Run the cells of a submission, and note what was out of the ordinary."""

from __future__ import annotations

import re

from nbformat import NotebookNode

from autograde.kernel.breaches import breach
from autograde.kernel.session import CellRun, Session

#: Errors with which a cell does nothing, or not what comes behind an import.
STOPPERS = {"SyntaxError", "IndentationError", "TabError", "ImportError", "ModuleNotFoundError"}
MAX_ERROR = 200
#: A whole line that imports from one place.
IMPORT = (
    r"^[ \t]*((?:import {0}(?:\.\w+)*(?: as \w+)?|from {0}(?:\.\w+)* import [^(\n#;]+?))"
    r"[ \t]*(?:#.*)?$"
)
MAX_IMPORTS = 5
#: A whole line that ends the kernel or empties it, as people end a session: nothing would be left.
FAREWELL = re.compile(r"^((?:exit|quit)(?:\(\))?|%reset\b[^\n#]*?);?[ \t]*(?:#.*)?$", re.MULTILINE)


class Undecided(Exception):
    """There is nothing to examine; the message says why."""


class Killed(Undecided):
    """Somebody killed the kernel, which may have been the student's own code."""


def run_cells(session: Session) -> list[str]:
    """Run the student's cells. Test cells are not run: the exam takes their place.

    Remarks on them come out of it.

    Raises
    ------
    Undecided
        when the kernel does not survive one of them.
    KernelFault
        when the zygote ended meanwhile, and the kernel with it.
    """
    notes: list[str] = []
    for index, cell in enumerate(session.notebook.cells):
        if cell.cell_type != "code" or cell.metadata.get("nbgrader", {}).get("grade"):
            continue
        flooded = session.flooded
        run, left_out = _run_cell(session, index)
        notes += left_out
        if run.ended == "timeout":
            notes.append(
                f"cell {index + 1} was stopped after {session.limits.cell_seconds:g} seconds"
            )
        if session.flooded and not flooded:
            notes.append(
                f"cell {index + 1} printed more than {session.limits.output_megabytes:g} MB; "
                "the rest was dropped"
            )
        if limit := breach(cell, session.limits):
            notes.append(f"cell {index + 1} {limit}")
        if run.ended == "dead":
            kind = Killed if session.killed else Undecided
            raise kind(f"the notebook's kernel did not survive cell {index + 1}: {session.dead}")
        if error := _stopped(cell):
            notes.append(f"cell {index + 1} stopped with {error}")
    return notes


def _run_cell(session: Session, index: int) -> tuple[CellRun, list[str]]:
    """Run a cell without farewells, and once more without each import that the grader lacks.

    A student's machine has it, and what stands behind the line is seldom in need of it.
    """
    notes: list[str] = []
    cell = session.notebook.cells[index]
    whole = cell.source
    try:
        if farewell := FAREWELL.search(whole):
            notes.append(
                f"cell {index + 1} ran without `{farewell[1]}`: nothing would be left to examine"
            )
            cell.source = FAREWELL.sub("pass", whole)
        run = session.run(index)
        for _ in range(MAX_IMPORTS):
            line = _failed_import(cell) if run.ended == "done" else None
            if not line:
                break
            notes.append(f"cell {index + 1} ran without `{line[1]}`: the grader does not have it")
            cell.source = f"{cell.source[: line.start(1)]}pass{cell.source[line.end(1) :]}"
            cell.outputs = []
            run = session.run(index)
    finally:
        cell.source = whole
    return run, notes


def _failed_import(cell: NotebookNode) -> re.Match[str] | None:
    """The line of a cell that imports a module which is not there, if that stopped the cell."""
    told = next((o.evalue for o in cell.outputs if o.get("ename") == "ModuleNotFoundError"), "")
    name = told.partition("No module named '")[2].partition("'")[0].partition(".")[0]
    return re.search(IMPORT.format(re.escape(name)), cell.source, re.MULTILINE) if name else None


def _stopped(cell: NotebookNode) -> str | None:
    """The error of a cell that defined nothing, or could not: what the exam sees is its echo."""
    for output in cell.outputs:
        if output.output_type == "error" and output.ename in STOPPERS:
            return f"{output.ename}: {output.evalue}"[:MAX_ERROR]
    return None
