"""Put a submitted notebook back into the form in which it was released.

The student's answers, in the student's order, are kept; whatever belongs to the course (tests,
points, locks, cell types) is taken from the released notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograde.notebook.reading import Cell, Submitted

NEW: Mapping[str, Callable[[str], NotebookNode]] = {
    "code": new_code_cell,
    "markdown": new_markdown_cell,
    "raw": new_raw_cell,
}
MISSING = "This cell was missing from the notebook that was handed in."


@dataclass(frozen=True)
class Repaired:
    """A notebook that is safe to run and to hand to nbgrader, and what was put right in it."""

    notebook: NotebookNode
    notes: tuple[str, ...]


def repair(submitted: Submitted, released: NotebookNode) -> Repaired:
    """Bring ``submitted`` into the form of ``released`` (the student version of the source)."""
    known = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in released.cells
        if "nbgrader" in cell.metadata
    }
    notes = list(submitted.notes)
    cells: list[NotebookNode] = []
    seen: list[str] = []
    for cell in submitted.cells:
        if "skip-execution" in cell.tags:
            notes.append(f"the tag skip-execution was taken off {_name(cell, len(cells))}")
        original = known.get(cell.grade_id) if cell.grade_id else None
        if original is None or cell.grade_id is None:
            cells.append(NEW[cell.cell_type](cell.source))
        elif cell.grade_id not in seen:
            seen.append(cell.grade_id)
            cells += _restored(cell, original, notes)
        elif original.metadata.nbgrader.locked:
            notes.append(f"a copy of cell {cell.grade_id} was left out")
        else:
            # It ran after the first in the student's notebook, so it runs here, too.
            notes.append(f"cell {cell.grade_id} was there twice: the copy counts as an extra cell")
            cells.append(NEW[cell.cell_type](cell.source))
    order = [grade_id for grade_id in known if grade_id in seen]
    if order != seen:
        notes.append("cells stood in another order than released: they were run as they stood")
    _add_missing(cells, known, notes)
    for number, repaired in enumerate(cells):
        repaired["id"] = f"cell-{number}"
    metadata = deepcopy(released.metadata)
    notebook = new_notebook(cells=cells, metadata=metadata)
    notebook.nbformat_minor = 5
    return Repaired(notebook, tuple(dict.fromkeys(notes)))


def _restored(cell: Cell, original: NotebookNode, notes: list[str]) -> list[NotebookNode]:
    """The cell as it was released, and beside it what a student has written into a locked one."""
    marks = original.metadata.nbgrader
    if cell.cell_type != original.cell_type:
        notes.append(
            f"cell {cell.grade_id} had become a {cell.cell_type} cell and was made "
            f"{original.cell_type} again"
        )
    if cell.points is not None and "points" in marks and cell.points != marks.points:
        notes.append(f"the points of cell {cell.grade_id} had been changed to {cell.points:g}")
    restored = deepcopy(original)
    if not marks.locked:
        restored.source = cell.source
    elif cell.source.strip() != original.source.strip():
        added = _added(cell.source, original.source)
        apart = "; what stood in it besides has a cell of its own" if added else ""
        notes.append(f"cell {cell.grade_id} had been edited and was put back{apart}")
        if added and original.cell_type == "code":  # what a test asks for has to run before it
            return [new_code_cell(added), restored]
        if added:
            return [restored, NEW[original.cell_type](added)]
    return [restored]


def _added(source: str, released: str) -> str:
    """The lines of a cell that it was not released with."""
    known = {line.strip() for line in released.splitlines() if line.strip()}
    lines = [line for line in source.splitlines() if line.strip() not in known]
    says = any(line.strip() not in ("", "pass") and line.strip()[0] != "#" for line in lines)
    return "\n".join(lines).strip("\n") if says else ""


def _add_missing(
    cells: list[NotebookNode], known: dict[str, NotebookNode], notes: list[str]
) -> None:
    """Put back released cells that are gone, each behind the one it was released behind."""
    position = 0
    missing: list[str] = []
    for grade_id, original in known.items():
        there = [i for i, cell in enumerate(cells) if _grade_id(cell) == grade_id]
        if there:
            position = there[0] + 1
            continue
        restored = deepcopy(original)
        if not original.metadata.nbgrader.locked:
            # The released stub would overwrite an answer that was moved to another cell.
            restored.source = f"# {MISSING}" if original.cell_type == "code" else MISSING
        cells.insert(position, restored)
        position += 1
        missing.append(grade_id)
    if missing:
        notes.append(f"put back what was missing: {', '.join(missing)}")


def _grade_id(cell: NotebookNode) -> str | None:
    marks = cell.metadata.get("nbgrader")
    return str(marks["grade_id"]) if marks else None


def _name(cell: Cell, position: int) -> str:
    return f"cell {cell.grade_id}" if cell.grade_id else f"cell {position + 1}"
