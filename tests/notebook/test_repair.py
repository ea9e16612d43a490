"""Repairing a notebook against the one that was released."""

import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde.notebook.reading import read
from autograde.notebook.repair import MISSING, Repaired, repair


def marked(grade_id: str, source: str, locked: bool, **marks: Any) -> NotebookNode:
    cell = new_code_cell(source, id=grade_id)
    cell.metadata["nbgrader"] = {
        "grade_id": grade_id,
        "locked": locked,
        "solution": not locked,
        "grade": locked,
        "cell_type": "code",
        "schema_version": 3,
        "task": False,
    } | marks
    return cell


@pytest.fixture
def released() -> NotebookNode:
    return new_notebook(
        cells=[
            new_markdown_cell("# Exercise", id="title"),
            marked("answer-a", "raise NotImplementedError()", locked=False),
            marked("test-a", "check('a')", locked=True, points=5),
            marked("answer-b", "raise NotImplementedError()", locked=False),
            marked("test-b", "check('b')", locked=True, points=3),
        ]
    )


Edit = Callable[[list[Any]], None]


def repaired(released: NotebookNode, edit: Edit) -> Repaired:
    document = json.loads(nbformat.writes(released))
    for cell in document["cells"]:
        if cell["id"].startswith("answer"):
            cell["source"] = f"{cell['id'][-1]} = 1"
    edit(document["cells"])
    return repair(read(json.dumps(document).encode()), released)


def sources(result: Repaired) -> list[str]:
    return [cell.source for cell in result.notebook.cells]


HONEST = ["# Exercise", "a = 1", "check('a')", "b = 1", "check('b')"]


def test_an_honest_notebook_stays_as_it_is(released: NotebookNode) -> None:
    result = repaired(released, lambda cells: None)
    assert sources(result) == HONEST
    assert result.notes == ()
    nbformat.validate(result.notebook)


def change(index: int, **values: Any) -> Edit:
    return lambda cells: cells[index].update(values)


def remark(index: int, **marks: Any) -> Edit:
    return lambda cells: cells[index]["metadata"]["nbgrader"].update(marks)


def test_what_was_written_into_a_locked_cell_runs_before_it(released: NotebookNode) -> None:
    locked = released.cells[2].source
    result = repaired(released, change(2, source=f"answer = 1\n{locked}"))
    place = sources(result).index("answer = 1")
    assert sources(result)[place + 1] == locked
    assert any("has a cell of its own" in note for note in result.notes)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda cells: cells.pop(2), "put back what was missing: test-a"),
        (lambda cells: cells.insert(4, cells[2]), "a copy of cell test-a was left out"),
        (change(2, source="pass"), "test-a had been edited"),
        (change(2, cell_type="markdown"), "test-a had become a markdown cell"),
        (change(1, cell_type="raw"), "answer-a had become a raw cell"),
        (remark(2, points=500), "points of cell test-a had been changed to 500"),
        (
            lambda cells: cells[2]["metadata"].update(tags=["skip-execution"]),
            "skip-execution was taken off cell test-a",
        ),
    ],
)
def test_whatever_was_done_to_the_course_s_cells_is_undone(
    released: NotebookNode, edit: Edit, words: str
) -> None:
    result = repaired(released, edit)
    assert sources(result) == HONEST
    assert any(words in note for note in result.notes)
    points = [cell.metadata.get("nbgrader", {}).get("points") for cell in result.notebook.cells]
    assert points == [None, None, 5, None, 3]
    assert all("tags" not in cell.metadata for cell in result.notebook.cells)


def test_a_copy_of_an_answer_runs_after_the_first(released: NotebookNode) -> None:
    def edit(cells: list[Any]) -> None:
        cells.insert(2, dict(cells[1], source="a = 2"))

    result = repaired(released, edit)
    assert sources(result)[1:3] == ["a = 1", "a = 2"]
    marks = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in result.notebook.cells]
    assert marks == [None, "answer-a", None, "test-a", "answer-b", "test-b"]


def test_an_answer_moved_to_another_cell_is_not_overwritten_by_the_stub(
    released: NotebookNode,
) -> None:
    def edit(cells: list[Any]) -> None:
        cells[1]["metadata"] = {}

    result = repaired(released, edit)
    assert "a = 1" in sources(result)
    assert "raise NotImplementedError()" not in sources(result)
    assert f"# {MISSING}" in sources(result)


def test_reordered_cells_run_in_the_student_s_order(released: NotebookNode) -> None:
    def edit(cells: list[Any]) -> None:
        cells[1], cells[3] = cells[3], cells[1]

    result = repaired(released, edit)
    assert sources(result) == ["# Exercise", "b = 1", "check('a')", "a = 1", "check('b')"]
    assert any("another order" in note for note in result.notes)


def test_a_foreign_mark_makes_an_ordinary_cell(released: NotebookNode) -> None:
    result = repaired(
        released,
        lambda cells: cells.append(
            dict(
                cells[2], metadata={"nbgrader": {"grade_id": "bonus", "grade": True, "points": 100}}
            )
        ),
    )
    assert "nbgrader" not in result.notebook.cells[-1].metadata
