"""``autograde check``: a notebook's checks from a shell, on the student's own machine."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from autograde.cli import app, notebook_checks

IMPORT = "from autograde.student import check"
RIGHT = """\
def weighted_sum(inputs, weights, bias):
    return sum(x * w for x, w in zip(inputs, weights)) + bias"""
WRONG = "def count_parameters(sizes):\n    raise TypeError('mine')"


def type_in(*words: object) -> tuple[int, str, str]:
    """Exit code, what was printed, and what was said beside it."""
    result = CliRunner().invoke(app, ["check", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def write(folder: Path, *cells: str) -> Path:
    path = folder / "mine.ipynb"
    text = new_markdown_cell('A check: `check("welcome/nothing")`')
    nbformat.write(new_notebook(cells=[text, *map(new_code_cell, cells)]), path)
    return path


def test_every_check_is_shown_in_order_and_a_cell_that_raises_stops_none(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        IMPORT,
        WRONG,
        'check("welcome/count_parameters")',
        "",
        "count_parameters([2, 3])\nprint('never')",
        RIGHT,
        'check("welcome/weighted_sum")',
        'check("welcome/mistyped")',
    )
    before = path.read_bytes()
    code, printed, _ = type_in(path)
    assert code == 1
    headlines = [line for line in printed.splitlines() if line.startswith("welcome/")]
    assert headlines == [
        "welcome/count_parameters: 0 of 2 passed",
        "welcome/weighted_sum: all 2 of 2 passed",
        "welcome/mistyped: showed nothing, see below",
    ]
    assert "[crashed]" in printed and "Hint 1 of 3" in printed
    assert "code cell 4, which starts with `count_parameters([2, 3])`, raised TypeError: mine" in (
        printed
    )
    assert "there is no check 'welcome/mistyped'" in printed
    assert printed.splitlines()[-1] == "mine.ipynb: 1 of 3 checks passed"
    assert "Traceback" not in printed
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["mine.ipynb"]


def test_json_tells_the_same_in_the_words_of_grade(tmp_path: Path) -> None:
    code, printed, _ = type_in(
        write(tmp_path, IMPORT, RIGHT, 'check(\n    "welcome/weighted_sum", hints=2)'), "--json"
    )
    told = json.loads(printed)
    assert (code, told["passed"], told["notebook"]) == (0, True, "mine.ipynb")
    (shown,) = told["checks"]
    assert (shown["check"], shown["passed"]) == ("welcome/weighted_sum", True)
    keys = {"id", "title", "passed", "diagnosis", "message"}
    assert [criterion.keys() for criterion in shown["criteria"]] == [keys, keys]
    assert (told["missing"], told["troubles"]) == ([], [])


def test_only_the_parts_named_count_and_nothing_is_run_after_them(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        IMPORT,
        WRONG + '\ncheck("welcome/count_parameters")',
        RIGHT,
        'check("welcome/weighted_sum")',
        "open('ran', 'w')",
        'check("welcome/count_parameters")',
    )
    code, printed, _ = type_in(path, "weighted_sum")
    assert code == 0
    assert "count_parameters" not in printed
    assert not (tmp_path / "ran").exists()


def test_a_cell_without_end_is_stopped_and_the_next_ones_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook_checks, "CELL_SECONDS", 3)
    path = write(tmp_path, "while True:\n    pass", "open('ran', 'w').close()", 'check("ex1/data")')
    code, printed, _ = type_in(path)
    assert code == 1
    assert "code cell 1, which starts with `while True:`, raised TimeoutError: stopped" in printed
    assert "raised NameError: name 'check' is not defined" in printed
    assert (tmp_path / "ran").exists()


def test_a_notebook_that_ends_python_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "import os", "os._exit(1)", 'check("ex1/data")')
    code, printed, _ = type_in(path)
    assert code == 1
    assert "code cell 2, which starts with `os._exit(1)`, ended Python" in printed
    assert "ex1/data: showed nothing" in printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.ipynb"], "nowhere.ipynb does not exist: give the path"),
        (["."], "is a folder: name a notebook"),
        (["notes.txt"], "notes.txt cannot be run: the file is not JSON"),
        (["plain.ipynb"], "plain.ipynb has no check in it"),
        (["mine.ipynb", "split"], "mine.ipynb has no check 'split'; there are: ex1/data"),
    ],
)
def test_bad_input_names_the_file_and_what_to_do(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "1 + 1").rename("plain.ipynb")
    write(tmp_path, 'check("ex1/data")')
    Path("notes.txt").write_text("not a notebook")
    code, printed, beside = type_in(*words)
    assert (code, printed) == (2, "")
    assert said in beside
    assert "Traceback" not in beside
