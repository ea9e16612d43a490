"""Make what students get out of the instructor's notebooks, with nbgrader's own preprocessors."""

from __future__ import annotations

import runpy
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    SaveCells,
)
from traitlets.config import Config

from autograde.course import Course

#: nbgrader's own order (``GenerateAssignment.preprocessors``); SaveCells is put where it has it.
BEFORE_SAVING = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)
AFTER_SAVING = (ClearHiddenTests, ClearMarkScheme, ComputeChecksums, CheckCellMetadata)


def read_source(course: Course, assignment: str, notebook: str) -> NotebookNode:
    """The instructor's notebook."""
    path = course.sources / assignment / f"{notebook}.ipynb"
    source: NotebookNode = nbformat.read(path, as_version=4)
    return source


def student_version(
    course: Course, assignment: str, notebook: str, gradebook_url: str | None = None
) -> NotebookNode:
    """The notebook as students get it: no solution, no hidden test, no output.

    With ``gradebook_url`` its cells are entered into that nbgrader gradebook on the way, as
    ``nbgrader generate_assignment`` does it.
    """
    nb = read_source(course, assignment, notebook)
    resources: dict[str, Any] = {
        "nbgrader": {
            "notebook": notebook,
            "assignment": assignment,
            "student": ".",
            "db_url": gradebook_url,
        }
    }
    saving = (SaveCells,) if gradebook_url else ()
    config = nbgrader_config(course.root)
    for preprocessor in (*BEFORE_SAVING, *saving, *AFTER_SAVING):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            nb, resources = preprocessor(config=config).preprocess(nb, resources)
    return nb


def nbgrader_config(root: Path) -> Config:
    """The course's ``nbgrader_config.py``."""
    config = Config()
    path = root / "nbgrader_config.py"
    if path.is_file():
        runpy.run_path(str(path), init_globals={"get_config": lambda: config})
    return config
