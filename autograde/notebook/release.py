"""Make what students get out of the instructor's notebooks, with nbgrader's own preprocessors."""

from __future__ import annotations

import warnings
from typing import Any

import nbformat
from nbformat import NotebookNode, ValidationError
from nbformat.reader import NotJSONError
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
from nbgrader.utils import is_locked

from autograde.course import Course, CourseError

#: nbgrader's own order (``GenerateAssignment.preprocessors``); SaveCells is put where it has it.
BEFORE_SAVING = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)
AFTER_SAVING = (ClearHiddenTests, ClearMarkScheme, ComputeChecksums, CheckCellMetadata)


class HideMarkSchemes(ClearMarkScheme):  # type: ignore[misc]
    """Takes mark schemes out of feedback, and leaves alone whatever a student wrote."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        if is_locked(cell):
            self._remove_mark_scheme_region(cell)
        return cell, resources


def read_source(course: Course, assignment: str, notebook: str) -> NotebookNode:
    """The instructor's notebook.

    Raises
    ------
    CourseError
        when it is missing, or no notebook.
    """
    path = course.sources / assignment / f"{notebook}.ipynb"
    try:
        source: NotebookNode = nbformat.read(path, as_version=4)
    except OSError as error:
        raise CourseError(
            f"{path} cannot be read ({error.strerror}): put it there, or name another notebook in "
            "course.toml"
        ) from error
    except (NotJSONError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise CourseError(f"{path} is no notebook ({reason}): put a copy in its place") from error
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
    config = course.nbgrader_config()
    for preprocessor in (*BEFORE_SAVING, *saving, *AFTER_SAVING):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            nb, resources = preprocessor(config=config).preprocess(nb, resources)
    return nb


def mark_schemes(source: NotebookNode) -> dict[str, str]:
    """The questions that hold a mark scheme, with it, by grade_id: what whoever marks reads."""
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in source.cells
        if is_locked(cell) and "### BEGIN MARK SCHEME" in cell.source
    }
