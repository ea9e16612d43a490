"""Notebooks to hand in, made from the sources of the exercises."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograde import course
from autograde.course import Limits
from autograde.notebook import corpus
from autograde.notebook.release import read_source

ROOT = Path(__file__).parents[1]
#: Small, yet enough for a kernel that imports torch while three others do the same.
SMALL = Limits(
    cell_seconds=30, call_seconds=10, seconds=240, output_megabytes=2, memory_megabytes=2500
)
#: The first optimizer makes torch import much more of itself: better here than in a timed call.
SETUP = """\
import numpy as np
import pandas as pd
import torch
from torch import nn

torch.optim.SGD([torch.zeros(1, requires_grad=True)])
"""


def fill(
    cells: Mapping[str, str] | None = None, extra: Iterable[str] = (), exercise: str = "ex1"
) -> NotebookNode:
    """The notebook of a student, right where ``cells`` says nothing else.

    ``cells`` maps solution cells (``"fit"``) to other texts, ``extra`` are cells of their own
    before all others. The figures are left out, and the libraries that only they need.
    """
    texts = {f"{exercise}-{name}": text for name, text in (cells or {}).items()}
    notebook = corpus.notebook(corpus.Answer("", "", 0, (), texts), _source(exercise))
    kept = [c for c in notebook.cells if "nbgrader" in c.metadata or c.cell_type != "code"]
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in (*extra, SETUP)] + kept
    return notebook


def content(notebook: NotebookNode) -> bytes:
    """The file of a notebook, however broken."""
    return json.dumps(notebook).encode()


@functools.cache
def _source(exercise: str) -> NotebookNode:
    home = course.load(ROOT)
    entry = home.exercises[exercise]
    return read_source(home, entry.assignment, entry.notebook)
