"""Read a notebook that anybody may have written, keeping only what is understood."""

from __future__ import annotations

import json
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import nbformat

MAX_BYTES = 100_000_000
MAX_CELLS = 2_000
#: Objects and lists in a file: each takes a hundred times the memory of its two signs.
MAX_PARTS = 2_000_000
#: The deepest heading that there is.
MAX_LEVEL = 6
#: Longer, or with signs that cannot be seen, is no course's: it would come into remarks.
MAX_GRADE_ID = 200
CellType = Literal["code", "markdown", "raw"]


class Unreadable(Exception):
    """A file that is no notebook; the message says what it is and what to do."""


@dataclass(frozen=True)
class Cell:
    """A cell as it was handed in: its type and text, and what nbgrader's metadata claims."""

    cell_type: CellType
    source: str
    grade_id: str | None = None
    points: float | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """The cells of a notebook, and remarks on what had to be put right to read them."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = field(default=())


def read(content: bytes) -> Submitted:
    """Read the bytes of a notebook file. Outputs, other metadata and attachments are left behind.

    Raises
    ------
    Unreadable
        when no notebook can be made of it.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(
            f"it has {len(content) / 1e6:.0f} MB: use Edit > Clear Outputs of All Cells, "
            "save it and hand it in again"
        )
    document = _document(content)
    notes: list[str] = []
    if document["nbformat"] < 4:
        notes.append(f"saved in the old notebook format {document['nbformat']}: converted")
        document = _convert(document)
    cells = document.get("cells")
    if not isinstance(cells, list) or not cells:
        raise Unreadable("the notebook holds no cells: the wrong file may have been handed in")
    _refuse_many(len(cells))
    read_cells = [_cell(cell) for cell in cells]
    broken = read_cells.count(None)
    if broken:
        what = "1 cell was no cell" if broken == 1 else f"{broken} cells were no cells"
        notes.append(f"{what}, and left out")
    kept = [cell for cell in read_cells if cell]
    if any("\x00" in cell.source for cell in kept):
        notes.append("null bytes inside cells were taken out")
        kept = [_without_nulls(cell) for cell in kept]
    return Submitted(tuple(kept), tuple(notes))


def _document(content: bytes) -> dict[str, Any]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", errors="replace").encode()
    if not content.strip():
        raise Unreadable("the file is empty")
    if b"\x00" in content:
        raise Unreadable("the file contains null bytes: it was damaged when saved or uploaded")
    if (parts := content.count(b"{") + content.count(b"[")) > MAX_PARTS:
        raise Unreadable(f"the file has {parts:,} parts, far more than any notebook")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("the file is not UTF-8 text, so it is no notebook") from error
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"the file is not JSON (line {error.lineno}, column {error.colno}: {error.msg}), "
            "so it is no notebook or was cut off"
        ) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(
            "the file is JSON that nests too deeply or holds absurd numbers"
        ) from error
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise Unreadable("the file is JSON, but no notebook")
    return document


def _refuse_many(count: int) -> None:
    if count > MAX_CELLS:
        raise Unreadable(f"the notebook holds {count:,} cells, more than {MAX_CELLS:,}")


def _convert(document: dict[str, Any]) -> dict[str, Any]:
    with suppress(AttributeError, TypeError):  # no old notebook: nbformat says what is wrong
        parts = (document, *document.get("worksheets", ()))
        cells = [cell for part in parts for cell in part.get("cells", ())]
        _refuse_many(len(cells))
        for cell in cells:
            if isinstance(cell, dict) and "outputs" in cell:
                cell["outputs"] = []  # nobody looks at them, and to convert many takes long
    try:
        _limit_headings(document)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converted: dict[str, Any] = nbformat.reads(json.dumps(document), as_version=4)
    except Exception as error:  # nbformat's upgrade meets broken notebooks with any exception
        raise Unreadable(f"its old notebook format cannot be converted ({error})") from error
    return converted


def _limit_headings(part: Any) -> None:
    """Bring levels down to what there is: nbformat writes as many signs as they say."""
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            _limit_headings(inner)
    if isinstance(part, dict) and isinstance(part.get("level"), int):
        part["level"] = min(part["level"], MAX_LEVEL)


def _cell(cell: Any) -> Cell | None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    marks = metadata.get("nbgrader")
    marks = marks if isinstance(marks, dict) else {}
    grade_id, points, tags = marks.get("grade_id"), marks.get("points"), metadata.get("tags")
    known = isinstance(grade_id, str) and grade_id.isprintable() and len(grade_id) <= MAX_GRADE_ID
    return Cell(
        cell_type=cell["cell_type"],
        # Lone surrogates cannot be written to any file again.
        source=source.encode("utf-8", errors="replace").decode(),
        grade_id=grade_id if known else None,
        points=float(points) if isinstance(points, int | float) and abs(points) < 2**63 else None,
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
    )


def _without_nulls(cell: Cell) -> Cell:
    return Cell(
        cell.cell_type, cell.source.replace("\x00", ""), cell.grade_id, cell.points, cell.tags
    )
