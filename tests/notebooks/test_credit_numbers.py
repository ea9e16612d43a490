"""``lecture/07_fix_the_notebook`` measures what its text and its origin say, by its own cells."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
import torch

from autograde.exam.agent import random_state_kept

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "solutions" / "notebooks" / "lecture" / "07_fix_the_notebook.ipynb"
#: Cells that only draw or that only the reader answers.
LEFT_OUT = ("check-", "walk-", "debugging-", "mistake-")
Names = dict[str, Any]


def original() -> Path | None:
    """The data file of the origin, which is other people's and lies outside this repository."""
    told = os.environ.get("COURSE_DATA")
    beside = ROOT.parent / "shared" / "datasets" / "original"
    files = [folder / "CreditData.data" for folder in ((Path(told),) if told else ()) + (beside,)]
    return next((file for file in files if file.is_file()), None)


ORIGINAL = original()


def run(data: Path, last: str) -> Names:
    """Run the notebook's own cells on another file, up to the cell ``last``."""
    names: Names = {}
    for cell in nbformat.read(SOURCE, as_version=4).cells:
        if cell.id == "load":
            names["table"] = pd.read_csv(data, header=None)
        elif cell.cell_type == "code" and not cell.id.startswith(LEFT_OUT):
            exec(compile(cell.source, cell.id, "exec"), names)
        if cell.id == last:
            return names
    raise LookupError(last)


@pytest.fixture(scope="module", autouse=True)
def alone() -> Iterator[None]:
    with random_state_kept():
        yield


@pytest.fixture(scope="module")
def on_the_original() -> Names:
    assert ORIGINAL is not None
    return run(ORIGINAL, last="fresh")


@pytest.fixture(scope="module")
def on_the_course_file() -> Names:
    return run(ROOT / "datasets" / "credit.csv", last="final")


needs_original = pytest.mark.skipif(
    ORIGINAL is None,
    reason="CreditData.data is neither in COURSE_DATA nor in ../shared/datasets/original",
)


@needs_original
def test_the_published_version_scores_what_its_origin_printed(on_the_original: Names) -> None:
    assert f"{on_the_original['scores']['published']:.4f}" == "0.5000"


@needs_original
def test_a_fresh_optimizer_takes_the_original_to_072(on_the_original: Names) -> None:
    assert f"{on_the_original['scores']['fresh optimizer']:.4f}" == "0.7200"


@needs_original
def test_logistic_regression_gets_094_on_the_original(on_the_original: Names) -> None:
    assert f"{on_the_original['logistic']:.2f}" == "0.94"
    assert f"{on_the_original['majority']:.2f}" == "0.50"


def test_the_walk_on_the_course_file(on_the_course_file: Names) -> None:
    walk = {name: f"{score:.2f}" for name, score in on_the_course_file["scores"].items()}
    assert walk == {
        "published": "0.50",
        "fresh optimizer": "0.74",
        "logits": "0.74",
        "each column": "0.96",
    }
    assert f"{on_the_course_file['logistic']:.2f}" == "0.94"


def test_the_notebook_shows_the_walk_that_was_measured(on_the_course_file: Names) -> None:
    (table,) = (c for c in nbformat.read(SOURCE, as_version=4).cells if c.id == "walk-table")
    printed = {line[:16].strip(): line.split()[-6] for line in table.outputs[0].text.splitlines()}
    assert printed == {k: f"{v:.2f}" for k, v in on_the_course_file["scores"].items()}


def test_the_published_log_shows_half_of_a_loss_that_does_not_move(
    on_the_course_file: Names,
) -> None:
    logged = on_the_course_file["losses"]
    true = on_the_course_file["histories"]["published"]
    assert logged == pytest.approx([value / 2 for value in true], abs=1e-5)
    assert max(true) - min(true) < 1e-5


def test_each_mend_lets_the_loss_fall_further(on_the_course_file: Names) -> None:
    ends = [history[-1] for history in on_the_course_file["histories"].values()]
    assert ends == sorted(ends, reverse=True)


def test_a_softmax_before_the_loss_sets_the_floor_and_takes_the_gradient(
    on_the_course_file: Names,
) -> None:
    loss_fn = on_the_course_file["loss_fn"]
    assert loss_fn(torch.eye(3), torch.arange(3)).item() == pytest.approx(0.551, abs=5e-4)
    logits = torch.tensor([[10.0, 0.0, 0.0]], requires_grad=True)
    for given, wanted in ((logits.softmax(dim=1), 8e-5), (logits, 1.0)):
        (gradient,) = torch.autograd.grad(loss_fn(given, torch.tensor([1])), logits)
        assert gradient.abs().max().item() == pytest.approx(wanted, rel=0.05)


def test_the_published_model_ignores_its_hidden_size(on_the_course_file: Names) -> None:
    sizes = {
        sum(p.numel() for p in on_the_course_file["PublishedNet"](4, size, 3).parameters())
        for size in (8, 512)
    }
    assert sizes == {259}
