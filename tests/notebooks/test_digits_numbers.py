"""``lecture/11_digits_mlp``: what its origin prints, with the notebook's own cells.

The origin's table is other people's and not in the repository: what needs it is skipped without it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import torch
from sklearn.model_selection import train_test_split

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "solutions" / "notebooks" / "lecture" / "11_digits_mlp.ipynb"
#: How the origin cuts its table: by chance.
BY_CHANCE = {"train_size": 0.8, "random_state": 0}

REPORT = """\
              precision    recall  f1-score   support

           0       1.00      0.78      0.88         9
           1       0.80      1.00      0.89         4
           2       0.88      1.00      0.93         7

    accuracy                           0.90        20
   macro avg       0.89      0.93      0.90        20
weighted avg       0.92      0.90      0.90        20
"""


def original() -> Path | None:
    """The folder with the origin's table: not that of the course's own."""
    for folder in (os.environ.get("COURSE_DATA"), ROOT.parent / "shared" / "datasets" / "original"):
        table = Path(folder, "digit123.csv") if folder else None
        own = (ROOT / "datasets" / "digit123.csv").read_bytes()
        if table and table.is_file() and table.read_bytes() != own:
            return table.parent
    return None


needs_original = pytest.mark.skipif(
    original() is None, reason="the origin's digit123.csv is in no folder that we know of"
)


class Lesson(dict[str, Any]):
    """The names that the notebook's cells make, run one by one."""

    def __init__(self) -> None:
        notebook = nbformat.read(SOURCE, as_version=4)
        self.cells = {cell.id: cell for cell in notebook.cells}

    def run(self, *names: str) -> None:
        for name in names:
            exec(compile(self.cells[name].source, name, "exec"), self)

    def printed(self, name: str) -> str:
        return "".join(output.get("text", "") for output in self.cells[name].outputs)


@pytest.fixture(scope="module")
def lesson() -> Iterator[Lesson]:
    """The notebook on the origin's table, up to the training, cut as the origin cuts it."""
    threads = torch.get_num_threads()
    lesson = Lesson()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_DATA", str(original()))
        lesson.run("setup", "load", "relabel", "mlp", "create")
    parts = train_test_split(lesson["X"], lesson["y"], **BY_CHANCE)
    lesson.update(zip(("X_train", "X_test", "y_train", "y_test"), parts, strict=True))
    lesson.run("loss-of", "train-full-batch", "score")
    yield lesson
    torch.set_num_threads(threads)


@needs_original
def test_the_table_has_37_columns_and_32_rows_of_each_digit(lesson: Lesson) -> None:
    assert lesson["table"].shape == (96, 37)
    assert torch.bincount(lesson["y"]).tolist() == [32, 32, 32]


@needs_original
def test_without_stratify_the_test_part_holds_9_4_and_7(
    lesson: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    assert torch.bincount(lesson["y_test"]).tolist() == [9, 4, 7]
    capsys.readouterr()
    lesson.run("split-by-chance")
    assert "seed 0 test part holds [9, 4, 7]" in capsys.readouterr().out


@needs_original
def test_the_origins_rate_crawls_to_its_loss_and_to_18_of_20(lesson: Lesson) -> None:
    # The origin does not say how many hidden units it has, nor its seed: these come near.
    model, losses = lesson["train_full_batch"](0.001, epochs=400, n_hidden=50, seed=15)
    assert losses[19] == pytest.approx(1.0930, abs=0.005)
    assert losses[379] == pytest.approx(0.9958, abs=0.02)
    _, accuracy = lesson["score"](model, lesson["X_test"], lesson["y_test"])
    assert accuracy == pytest.approx(0.90)


@needs_original
def test_a_larger_rate_gets_there_from_every_start(lesson: Lesson) -> None:
    for seed in range(5):
        model, losses = lesson["train_full_batch"](0.1, seed=seed)
        assert losses[-1] < 0.05
        _, accuracy = lesson["score"](model, lesson["X_test"], lesson["y_test"])
        assert accuracy >= 0.90 - 1e-6


def test_the_report_of_the_origin_is_rebuilt_to_the_digit() -> None:
    assert Lesson().printed("report-rebuilt").strip("\n") == REPORT.strip("\n")


def test_18_of_20_is_plausible_from_68_to_99_percent() -> None:
    assert "18 of   20: 0.90, plausible 0.68 to 0.99" in Lesson().printed("interval")
