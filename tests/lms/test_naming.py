"""Under which name a file is taken."""

import nbformat
import pytest
from lms_archives import EX1, MNIST, NOTEBOOK
from nbformat.v4 import new_code_cell, new_notebook

from autograde.lms.naming import Notebooks, is_clutter, portable

NOTEBOOKS = Notebooks(
    {
        "ex1_logistic_regression": {"ex1-data": "", "ex1-model": ""},
        "ex2_mnist_mlp": {"ex2-model": "", "ex2-training": ""},
    },
    {"ex1_logistic_regression": "ex1", "ex2_mnist_mlp": "ex2"},
)


@pytest.mark.parametrize(
    "name",
    [
        "ex1_logistic_regression (1).ipynb",
        "final FINAL.ipynb",
        "ex1_logistic_regression-2.ipynb",
        "ex1_logistic_regression.ipynb.json",
        "ex1_logistic_regression.ipynb.txt",
        "ex1.json",
        "CON.IPYNB",
        "ex2_mnist_mlp.ipynb",
    ],
)
def test_a_notebook_is_known_by_its_cells_whatever_it_is_called(name: str) -> None:
    target, reason = NOTEBOOKS.target(f"work/{name}", NOTEBOOK)
    assert target == EX1
    assert reason == f"taken as {EX1}, known by its cells"


@pytest.mark.parametrize("path", ["/".join(["d" * 200] * 6), "/".join("d" * 21)])
def test_what_lies_too_deep_is_not_taken(path: str) -> None:
    assert NOTEBOOKS.target(f"{path}/x.csv", b"") == (None, "it lies too deep in folders")


def test_a_notebook_that_broke_off_is_known_by_what_is_left_of_it() -> None:
    assert NOTEBOOKS.target("x.ipynb", MNIST[: len(MNIST) // 2])[0] == "ex2_mnist_mlp.ipynb"


def test_a_notebook_whose_cells_lost_their_marks_is_known_by_its_checks() -> None:
    stripped = new_notebook(cells=[new_code_cell('check("ex2/model")')])
    target, _ = NOTEBOOKS.target("hw2.ipynb", nbformat.writes(stripped).encode())
    assert target == "ex2_mnist_mlp.ipynb"


def test_without_any_of_its_cells_the_name_counts() -> None:
    target, reason = NOTEBOOKS.target("Copy of ex1_logistic_regression.ipynb", b"")
    assert target == EX1
    assert "holds none of its cells" in reason
    assert NOTEBOOKS.target("untitled.ipynb", b"{}") == (
        None,
        "it is a notebook, but none of this assignment's",
    )
    only = Notebooks({"ex1": {"ex1-data": ""}}, {"ex1": "ex1"})
    assert only.target("untitled.ipynb", b"")[0] == "ex1.ipynb"


@pytest.mark.parametrize("name", ["data.csv", "notes.txt", "work/helper.py", "图.png"])
def test_other_files_keep_their_name(name: str) -> None:
    assert NOTEBOOKS.target(name, b"1,2") == (name, "taken")
    assert NOTEBOOKS.target("u\u0308.csv", b"") == ("\u00fc.csv", "taken")


@pytest.mark.parametrize(
    "name",
    ["timestamp.txt", "Timestamp.TXT", "work/timestamp.txt", "Timestamp.txt/x.csv"],
)
def test_nobody_hands_in_the_time_at_which_they_handed_in(name: str) -> None:
    target, reason = NOTEBOOKS.target(name, b"1999-01-01 00:00:00")
    assert target is None
    assert "kept for the time" in reason


@pytest.mark.parametrize(
    "name", ["CON", "con.csv", "NUL.txt", "x.", "x ", " x", "a?b", "a:b", "..", ".", "", "x" * 300]
)
def test_a_name_that_not_every_system_can_have_is_no_target(name: str) -> None:
    assert not portable(name)
    assert NOTEBOOKS.target(f"work/{name}", b"")[0] is None


@pytest.mark.parametrize(
    "path",
    [
        "__MACOSX/work/._ex1.ipynb",
        "work/._ex1.ipynb",
        ".DS_Store",
        "work/.ipynb_checkpoints/ex1-checkpoint.ipynb",
        "Thumbs.db",
        "work/desktop.ini",
    ],
)
def test_what_systems_leave_behind_is_clutter(path: str) -> None:
    assert is_clutter(path)
    assert not is_clutter("work/ex1.ipynb")
    assert not is_clutter("../ex1.ipynb")
