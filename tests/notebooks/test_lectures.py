"""What every lecture notebook promises: its form, its practices, its numbers, its links."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "solutions" / "notebooks" / "lecture").glob("*.ipynb"))
RELEASED = ROOT / "notebooks" / "lecture"
LONGEST_CELL = 22
PARTS = ("After this lecture you can", "Know before you start:", "Common mistakes", "Summary")

FENCE = re.compile(r"```.*?```", flags=re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) ", flags=re.MULTILINE)
#: Numbers that a reader could check: with decimals, a percent sign, or from a thousand on.
CLAIM = re.compile(
    r"(?<![\w./])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{4,}|\d+(?=\s?%))(?:e-?\d+)?(\s?%)?"
    r"(?![\w/]|\.\d)"
)
NUMBER = re.compile(r"\d[\d,_]*\.?\d*(?:e[-+]?\d+)?")

lectures = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)


def read(path: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """Each text cell's id, and its words without blocks of code."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.id, FENCE.sub("", cell.source)


def shown(cell: NotebookNode) -> str:
    """What a cell has put out, as text."""
    parts = []
    for output in cell.outputs:
        parts.append(output.get("text", ""))
        data = output.get("data", {})
        parts.append(data.get("text/plain", ""))
        parts += re.findall(r"<figcaption>(.*?)</figcaption>", data.get("text/html", ""))
    return unescape("\n".join(part for part in parts if part))


def values(text: str) -> Iterator[float]:
    for match in NUMBER.findall(text):
        digits = match.replace(",", "").replace("_", "").rstrip(".")
        yield float(digits)


def agrees(claim: str, percent: bool, known: set[float]) -> bool:
    """Whether a number in the text is one that is known, rounded."""
    digits = claim.replace(",", "")
    value, decimals = float(digits), len(digits.partition(".")[2])
    near = 0.5001 * 10**-decimals
    scales = (1, 100) if percent else (1,)
    return any(abs(number * scale - value) <= near for number in known for scale in scales)


@lectures
def test_it_has_the_parts_of_a_lecture(path: Path) -> None:
    text = "\n".join(words for _, words in prose(read(path)))
    assert [part for part in PARTS if part not in text] == []
    assert re.search(r"^\*\*Lecture \d+ · about \d+ minutes", text, flags=re.MULTILINE)
    assert re.search(r"^## Next$", text, flags=re.MULTILINE)
    assert "**Predict.**" in text


@lectures
def test_no_level_of_heading_is_skipped(path: Path) -> None:
    levels = [len(marks) for _, words in prose(read(path)) for marks in HEADING.findall(words)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [b for a, b in itertools.pairwise(levels) if b > a + 1] == []


@lectures
def test_cells_are_short(path: Path) -> None:
    assert [c.id for c in code(read(path)) if len(c.source.splitlines()) > LONGEST_CELL] == []


@lectures
def test_two_to_five_practices_each_with_its_check_and_hints(path: Path) -> None:
    notebook = read(path)
    answers = [c for c in code(notebook) if c.metadata.get("nbgrader", {}).get("solution")]
    assert 2 <= len(answers) <= 5
    for cell in answers:
        place = notebook.cells.index(cell)
        part = cell.metadata.nbgrader.grade_id.replace("-", "/", 1)
        assert "<summary>Hint 1</summary>" in notebook.cells[place - 1].source
        assert notebook.cells[place + 1].source == f'check("{part}")'


@lectures
def test_the_source_passes_its_checks_and_the_students_notebook_says_what_is_open(
    path: Path,
) -> None:
    for folder, said in ((path.parent, "passed"), (RELEASED, "not answered yet")):
        checks = [c for c in code(read(folder / path.name)) if c.source.startswith("check(")]
        headlines = [shown(cell).splitlines()[0] for cell in checks]
        assert [line for line in headlines if said not in line] == []
        assert [line for line in headlines if said == "passed" and ": all " not in line] == []


@lectures
@pytest.mark.parametrize("folder", [SOURCES[0].parent, RELEASED], ids=["source", "released"])
def test_it_has_been_run_and_shows_no_traceback_and_no_address(path: Path, folder: Path) -> None:
    cells = code(read(folder / path.name))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        kinds = {output.output_type for output in cell.outputs}
        assert "error" not in kinds, cell.id
        assert not re.search(r" at 0x|/tmp/|site-packages", shown(cell)), cell.id


@lectures
def test_the_answer_to_a_prediction_is_folded(path: Path) -> None:
    notebook = read(path)
    for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
        if before.cell_type != "markdown" or cell.cell_type != "code":
            continue
        last = before.source.rpartition("\n\n**Predict.**")
        if last[1] and "<details>" not in last[2]:
            assert cell.metadata.get("jupyter", {}).get("outputs_hidden"), cell.id


@lectures
def test_every_number_in_the_text_stands_in_a_cell_or_its_output(path: Path) -> None:
    notebook = read(path)
    known = {v for c in code(notebook) for v in values(f"{c.source}\n{shown(c)}")}
    loose = [
        f"{cell}: {claim}"
        for cell, words in prose(notebook)
        for claim, percent in CLAIM.findall(LINK.sub("]", words))
        if not agrees(claim, bool(percent), known)
    ]
    assert loose == []


@lectures
def test_every_figure_has_words_beside_it(path: Path) -> None:
    for cell in code(read(path)):
        for output in cell.outputs:
            html = output.get("data", {}).get("text/html", "")
            assert all(len(alt) > 40 for alt in re.findall(r'<img alt="([^"]*)"', html)), cell.id
            assert not {"image/png", "image/jpeg"} & set(output.get("data", {})), cell.id


@lectures
def test_links_and_references_lead_somewhere(path: Path) -> None:
    for cell, words in prose(read(path)):
        for target in LINK.findall(words):
            if not target.startswith(("https://", "#")):
                assert (RELEASED / target.partition("#")[0]).exists(), f"{cell}: {target}"
        for name in re.findall(r"`(lecture/\w+|exercises/\w+)`", words):
            assert (RELEASED.parent / f"{name}.ipynb").exists(), f"{cell}: {name}"
