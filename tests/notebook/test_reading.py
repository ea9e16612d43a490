"""Reading a notebook file that anybody may have written."""

import json

import pytest

from autograde.notebook.reading import Unreadable, read


def notebook(*cells: object, **top: object) -> bytes:
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | top
    ).encode()


CODE = {"cell_type": "code", "metadata": {}, "source": ["a = 1\n", "b = 2"], "outputs": []}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"hello", "not JSON"),
        (notebook(CODE)[:60], "cut off"),
        (b"\x00" * 100, "null bytes"),
        (b"\xff\xfa\x00abc", "null bytes"),
        (b"\xc3\x28", "not UTF-8"),
        (b"[1, 2]", "no notebook"),
        (b'{"a": 1}', "no notebook"),
        (b"[" * 100_000, "nests too deeply"),
        (notebook(), "no cells"),
        (notebook(cells=7), "no cells"),
        (notebook(*[CODE] * 2001), "2,001 cells"),
        (notebook(nbformat=3, worksheets=[{"cells": [CODE] * 2001}]), "2,001 cells"),
        (notebook(nbformat=1, cells=[CODE] * 2001), "2,001 cells"),
        (notebook(nbformat=3, worksheets=7), "cannot be converted|no cells"),
        (notebook(CODE, metadata=[{}] * 2_000_000), "far more than any notebook"),
    ],
)
def test_what_is_no_notebook_says_what_it_is(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(content)


def test_sources_are_joined_and_outputs_left_behind() -> None:
    submitted = read(notebook(CODE))
    assert [cell.source for cell in submitted.cells] == ["a = 1\nb = 2"]
    assert submitted.notes == ()


def test_utf16_and_byte_order_marks_are_read() -> None:
    text = notebook(CODE).decode()
    assert read(text.encode("utf-16")).cells == read(notebook(CODE)).cells
    assert read(text.encode("utf-8-sig")).cells == read(notebook(CODE)).cells


def test_cells_that_are_no_cells_are_left_out_with_a_note() -> None:
    submitted = read(notebook(CODE, 7, {"cell_type": "code"}, {"cell_type": "video", "source": ""}))
    assert len(submitted.cells) == 1
    assert "3 cells" in submitted.notes[0]


def test_an_old_heading_is_no_deeper_than_headings_are() -> None:
    cells = [
        {"cell_type": "heading", "level": level, "source": "x", "metadata": {}}
        for level in (2, 400_000_000)
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    submitted = read(json.dumps(old).encode())
    assert [cell.source for cell in submitted.cells] == ["## x", "###### x"]


def test_a_mark_that_no_course_gives_is_none() -> None:
    for grade_id in ("\x1b[2J", "\ud800", "\u202eabc", "x" * 1000, ["a"]):
        cell = CODE | {"metadata": {"nbgrader": {"grade_id": grade_id}}}
        assert read(notebook(cell)).cells[0].grade_id is None


def test_null_bytes_inside_a_cell_are_taken_out() -> None:
    submitted = read(notebook(CODE | {"source": "a\x00b"}))
    assert submitted.cells[0].source == "ab"
    assert "null bytes" in submitted.notes[0]


@pytest.mark.parametrize("marks", ["x", 3, ["a"], None, {"grade_id": 7, "points": "all"}])
def test_metadata_of_the_wrong_kind_counts_as_none(marks: object) -> None:
    cell = read(notebook(CODE | {"metadata": {"nbgrader": marks, "tags": "skip"}})).cells[0]
    assert (cell.grade_id, cell.points, cell.tags) == (None, None, ())


def test_format_3_is_converted() -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "metadata": {},
                "cells": [
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": ["a = 1"],
                        "language": "python",
                        "metadata": {},
                        "outputs": [],
                    }
                ],
            }
        ],
    }
    submitted = read(json.dumps(old).encode())
    assert submitted.cells[0].source == "a = 1"
    assert "format 3" in submitted.notes[0]
