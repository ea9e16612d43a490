"""Outputs that are kept in a notebook: the same bytes as long as nothing of substance changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode

#: What a cell prints behind these words differs from machine to machine and from run to run.
VARIES = re.compile(r"\b(measured|installed): [^\n\"\\]*")
#: The last digits of a chart's lines differ from one processor to another.
PICTURE = re.compile(r"data:image/svg\+xml;base64,[^\"\\]*")
#: A slider lives as long as its kernel; the figure beside it stays.
LEFT_OUT = ("application/vnd.jupyter.widget-view+json",)


def settle(nb: NotebookNode, before: NotebookNode | None) -> None:
    """Leave out what cannot be kept, and keep old outputs that say the same as the new ones."""
    kept: dict[str, Any] = {}
    if before:
        kept = {cell.id: cell.outputs for cell in before.cells if cell.cell_type == "code"}
    for cell in (c for c in nb.cells if c.cell_type == "code"):
        for output in cell.outputs:
            for kind in LEFT_OUT:
                output.get("data", {}).pop(kind, None)
        if _steady(kept.get(cell.id, ())) == _steady(cell.outputs):
            cell.outputs = kept.get(cell.id, [])


def _steady(outputs: Iterable[NotebookNode]) -> str:
    return VARIES.sub(r"\1:", json.dumps(list(outputs), sort_keys=True))
