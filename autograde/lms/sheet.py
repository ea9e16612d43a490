"""A table that another program wrote: cells change, all else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from autograde.lms.text import decode

DELIMITERS = ("\t", ",", ";")
QUOTED = re.compile(r'"(?:[^"]|"")*"')
END_OF_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Cell:
    """What a cell says, and where in the text it stands."""

    value: str
    start: int
    end: int


class Sheet:
    """The rows of a table, in the encoding, with the delimiter and the quotes that it came with."""

    def __init__(self, content: bytes) -> None:
        self._text, self._mark, self._encoding = decode(content)
        first = {d: next(_rows(self._text, d), []) for d in DELIMITERS}
        self._delimiter = max(DELIMITERS, key=lambda d: len(first[d]))
        self.rows = list(_rows(self._text, self._delimiter))
        self.header = [cell.value for cell in self.rows[0]] if self.rows else []
        self._changes: dict[Cell, str] = {}

    def value(self, row: int, column: int) -> str:
        """What a cell says; nothing where the row is too short."""
        cells = self.rows[row]
        return cells[column].value if column < len(cells) else ""

    def change(self, row: int, column: int, value: str) -> None:
        """Write into a cell, in quotes where it had some or needs them."""
        cell = self.rows[row][column]
        quoted = self._text[cell.start : cell.end].startswith('"') or self._delimiter in value
        self._changes[cell] = '"{}"'.format(value.replace('"', '""')) if quoted else value

    def content(self) -> bytes:
        """The whole table, as it came but for the changes."""
        parts: list[str] = []
        done = 0
        for cell in sorted(self._changes, key=lambda cell: cell.start):
            parts += [self._text[done : cell.start], self._changes[cell]]
            done = cell.end
        text = "".join([*parts, self._text[done:]])
        return self._mark + text.encode(self._encoding)


def _rows(text: str, delimiter: str) -> Iterator[list[Cell]]:
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    row: list[Cell] = []
    place = 0
    while place < len(text) or row:
        start = place
        if quoted := QUOTED.match(text, place):
            place = quoted.end()
        if rest := plain.match(text, place):
            place = rest.end()
        row.append(Cell(_value(text[start:place]), start, place))
        if text.startswith(delimiter, place):
            place += len(delimiter)
            continue
        yield row
        row = []
        if end := END_OF_LINE.match(text, place):
            place = end.end()


def _value(raw: str) -> str:
    if quoted := QUOTED.fullmatch(raw.strip()):
        return quoted[0][1:-1].replace('""', '"')
    return raw
