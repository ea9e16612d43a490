"""Equal keys have equal results, and whatever could change a result changes its key."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import nbformat
import pytest
import tiny
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograde.grading import keys
from autograde.grading.submission import Submission, Task

pytestmark = pytest.mark.grader


def submission(*sources: str, student: str = "s1", **fields: object) -> Submission:
    notebook = tiny.answer(sources[0])
    notebook.cells += [new_code_cell(source) for source in sources[1:]]
    made = Submission(student, "one", nbformat.writes(notebook).encode())
    return replace(made, **fields)  # type: ignore[arg-type]


def content(found: Submission) -> str:
    return keys.content(found, written=False)


def test_who_handed_it_in_and_what_it_printed_do_not_matter() -> None:
    one = submission("x = 1")
    notebook = nbformat.reads(one.content.decode(), as_version=4)  # type: ignore[union-attr]
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text="1")]
    notebook.cells[1].source = "A thought."
    again = Submission("s2", "one", nbformat.writes(notebook).encode())
    assert content(one) == content(again)


@pytest.mark.parametrize(
    "other",
    [
        submission("x = 2"),
        submission("x = 1", "y = 2"),
        submission("x = 1", files={"help.py": b"y = 2"}),
        submission("x = 1", content=None),
        submission("x = 1", content=b"{"),
        submission("x = 1", left=1),
    ],
    ids=[
        "other code",
        "one cell more",
        "a file beside it",
        "no notebook",
        "a broken one",
        "a file left behind",
    ],
)
def test_whatever_the_student_changes_is_another_submission(other: Submission) -> None:
    assert content(other) != content(submission("x = 1"))


def test_an_answer_in_words_counts_where_words_are_graded() -> None:
    def hashed(text: str) -> str:
        notebook = tiny.answer("x = 1")
        notebook.cells.append(new_markdown_cell(text))
        found = Submission("s1", "one", nbformat.writes(notebook).encode())
        return keys.content(found, written=True)

    assert hashed("Yes.") != hashed("No.")


@pytest.mark.parametrize("part", keys.DECIDING)
def test_what_another_grader_found_is_not_taken_over(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    package = tmp_path / "autograde"
    shutil.copytree(Path(keys.__file__).parents[1], package)
    monkeypatch.setattr(keys, "files", lambda _: package)
    now = partial(keys.fingerprint, task.course, task.exercise, task.released, task.layers)
    before = now()
    assert before == now()
    with next(package.glob(part)).open("a") as file:
        file.write("\n")
    assert before != now()
