"""Every section and every fault of the two documents that the course mirrors has its cells."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
TABLES = sorted((Path(__file__).parent / "origin").glob("*.toml"))
SECTIONS = """
    S3 1.1, S3 1.1.1, S3 1.1.2, S3 1.1.3, S3 1.1.4, S3 1.1.5, S3 1.2, S3 1.2.1, S3 1.2.2, S3 1.2.3,
    S3 1.3, S3 1.3.1, S3 1.3.2, S3 1.4, S3 1.4.1, S3 1.5, S3 1.6, S3 1.6.1, S3 1.6.2, S3 1.6.3,
    S3 1.7, S3 1.7.1, S0 1.1, S0 1.2, S0 1.3, S0 1.4.1, S0 1.4.2.1, S0 1.4.2.2, S0 1.4.2.3,
    S0 1.4.2.4, S0 1.4.2.5, S0 1.4.2.6, S0 1.4.3, S0 1.5.1, S0 1.5.2, S0 1.5.3, S0 1.5.4, S0 1.6.1,
    S0 1.6.2, S0 1.6.3
"""
#: How many faults of each section the course puts right.
FAULTS = {
    "S0 1.2": 1,
    "S0 1.4.2": 4,
    "S0 1.4.2.3": 1,
    "S0 1.4.2.4": 3,
    "S0 1.4.2.5": 2,
    "S0 1.4.2.6": 3,
    "S0 1.4.3": 1,
    "S0 1.5.1": 2,
    "S0 1.5.2": 1,
    "S0 1.5.3": 1,
    "S0 1.5.4": 10,
    "S3 1.1.2": 1,
    "S3 1.1.3": 1,
    "S3 1.1.4": 1,
    "S3 1.1.5": 1,
    "S3 1.2": 2,
    "S3 1.3.1": 4,
    "S3 1.3.2": 1,
    "S3 1.4": 5,
    "S3 1.5": 5,
    "S3 1.6.1": 2,
    "S3 1.6.2": 1,
    "S3 1.6.3": 3,
    "S3 1.7.1": 2,
}


def rows(kind: str) -> list[tuple[str, str, str, list[str]]]:
    return [
        (path.stem, row["seed"], row["what"], row["cells"])
        for path in TABLES
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, [])
    ]


def test_every_section_has_a_place() -> None:
    wanted = {name.strip() for name in SECTIONS.split(",")}
    assert wanted - {seed for _, seed, _, _ in rows("section")} == set()


def test_every_fault_is_put_right() -> None:
    found = Counter(seed for _, seed, _, _ in rows("fault"))
    assert {seed for seed, count in FAULTS.items() if found[seed] < count} == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_the_cells_of_a_row_are_there(table: Path) -> None:
    (notebook,) = (ROOT / "solutions" / "notebooks").glob(f"*/{table.stem}.ipynb")
    ids = {cell.id for cell in nbformat.read(notebook, as_version=4).cells}
    every = [row for kind in ("section", "fault") for row in rows(kind) if row[0] == table.stem]
    assert every
    for _, seed, what, cells in every:
        assert cells, f"{seed}: {what} has no cell"
        assert set(cells) - ids == set(), f"{seed}: {what}"
