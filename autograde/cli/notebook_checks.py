"""Run a notebook as its student would, and collect what its checks show."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograde.notebook import reading

#: More than any exercise needs on a slow machine; a cell that runs for ever has to end.
CELL_SECONDS = 300

#: Has the cards of this kernel come as data, too.
SETUP = """\
get_ipython().display_formatter.formatters["application/json"].for_type(
    "autograde.student.card.Card", lambda card: card.record()
)
"""
CALL = re.compile(r"""^\s*(?:\w+\.)*check\(\s*["']([^"']+)["']""", flags=re.MULTILINE)


class CannotCheck(Exception):
    """There is nothing to run; the message names the file and what to do."""


@dataclass(frozen=True)
class Shown:
    """What a check showed: ``text`` for people, ``record`` for other tools."""

    text: str
    record: dict[str, Any]


@dataclass(frozen=True)
class Trouble:
    """A code cell that went wrong; ``cell`` is its number in brackets after a fresh run."""

    cell: int
    first_line: str
    what: str

    def __str__(self) -> str:
        return f"code cell {self.cell}, which starts with `{self.first_line}`, {self.what}"


@dataclass(frozen=True)
class Report:
    """What a run of a notebook showed, in order.

    ``missing`` names the checks that showed nothing, because their cell raised.
    """

    notebook: str
    cards: tuple[Shown, ...]
    missing: tuple[str, ...]
    troubles: tuple[Trouble, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return not self.missing and all(card.record["passed"] for card in self.cards)

    def __str__(self) -> str:
        cards = [card.text for card in self.cards]
        cards += [f"{name}: showed nothing, see below" for name in self.missing]
        passed = sum(card.record["passed"] for card in self.cards)
        end = [f"✗ {trouble}" for trouble in self.troubles]
        end.append(f"{self.notebook}: {passed} of {len(cards)} checks passed")
        return "\n\n".join([*cards, "\n".join(end)])

    def to_dict(self) -> dict[str, Any]:
        """The report for other tools."""
        return {
            "notebook": self.notebook,
            "passed": self.passed,
            "checks": [card.record for card in self.cards],
            "missing": self.missing,
            "troubles": [asdict(trouble) for trouble in self.troubles],
        }


def run(path: Path, parts: Sequence[str], progress: Callable[[str], None]) -> Report:
    """Run a notebook up to its last check, and give back what the checks showed.

    ``parts`` names the checks that count: ``"data"`` or ``"ex1/data"``; none stands for all.

    Raises
    ------
    CannotCheck
        when there is no such notebook, or no such check in it.
    """
    cells = _code_cells(path)
    checks = [(name, place) for place, cell in enumerate(cells) for name in CALL.findall(cell)]
    wanted = _choose(path, dict.fromkeys(name for name, _ in checks), parts)
    last = max(place for name, place in checks if name in wanted)
    cards: list[Shown] = []
    troubles: list[Trouble] = []

    def raised(cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
        content = execute_reply["content"]
        said = f"{content['ename']}: {content['evalue']}".strip(": \n")
        troubles.append(_trouble(cell, cell_index, f"raised {said.splitlines()[0]}"))

    nb = new_notebook(cells=[new_code_cell(text) for text in (SETUP, *cells[: last + 1])])
    client = NotebookClient(
        nb,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        allow_errors=True,
        on_cell_error=raised,
        timeout=CELL_SECONDS,
        interrupt_on_timeout=True,
        error_on_timeout={"ename": "TimeoutError", "evalue": f"stopped after {CELL_SECONDS} s"},
        resources={"metadata": {"path": str(path.parent)}},
    )
    with client.setup_kernel(cleanup_kc=True):
        for number, cell in enumerate(nb.cells):
            progress(f"{path.name}: code cell {number} of {last + 1}")
            try:
                client.execute_cell(cell, number)
            except DeadKernelError:
                troubles.append(_trouble(cell, number, "ended Python, and no later cell could run"))
                break
            cards += [card for card in _cards(cell.outputs) if card.record["check"] in wanted]
    there = {card.record["check"] for card in cards}
    missing = tuple(name for name in wanted if name not in there)
    return Report(path.name, tuple(cards), missing, tuple(troubles))


def _code_cells(path: Path) -> list[str]:
    try:
        if path.is_dir():
            raise CannotCheck(f"{path} is a folder: name a notebook in it")
        submitted = reading.read(path.read_bytes())
    except FileNotFoundError as error:
        raise CannotCheck(f"{path} does not exist: give the path of a notebook") from error
    except OSError as error:
        raise CannotCheck(
            f"{path} cannot be read ({error.strerror}): look at its name and permissions"
        ) from error
    except reading.Unreadable as error:
        raise CannotCheck(
            f"{path} cannot be run: {error}; give the path of a file that ends in .ipynb"
        ) from error
    return [c.source for c in submitted.cells if c.cell_type == "code" and c.source.strip()]


def _choose(path: Path, known: Collection[str], parts: Sequence[str]) -> list[str]:
    """The checks that are meant, in the notebook's order."""
    if not known:
        raise CannotCheck(
            f'{path} has no check in it: put the lines such as check("ex1/data") back, or give a '
            "notebook of the course"
        )
    for part in parts:
        if not any(part in (name, name.partition("/")[2]) for name in known):
            raise CannotCheck(f"{path} has no check {part!r}; there are: {', '.join(known)}")
    return [n for n in known if not parts or n in parts or n.partition("/")[2] in parts]


def _cards(outputs: Sequence[Any]) -> list[Shown]:
    bundles = [output.get("data", {}) for output in outputs]
    found = [(bundle.get("text/plain"), bundle.get("application/json")) for bundle in bundles]
    return [
        Shown(text, record)
        for text, record in found
        if isinstance(record, dict) and {"check", "criteria"} <= record.keys()
    ]


def _trouble(cell: NotebookNode, number: int, what: str) -> Trouble:
    return Trouble(number, cell.source.strip().splitlines()[0], what)
