"""Text files as other programs write them, read without losing how they were written."""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Where a formula may begin. Not every spreadsheet splits at the comma, and the others find their
#: own separator within our cells; a comma there is safe, and common before a negative number.
#: The last four are the signs as East Asian keyboards write them.
FORMULA = re.compile(r'((?:^|[;|\t\r\n])(?:[^\S\t\r\n]|")*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])')


def decode(content: bytes) -> tuple[str, bytes, str]:
    """The text, its byte-order mark and its encoding: ``mark + text.encode(encoding)`` is the file.

    Without a mark it is UTF-8, else what spreadsheets in China write, else Western European.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            body = content.removeprefix(mark)
            try:
                return body.decode(encoding), mark, encoding
            except UnicodeDecodeError:
                break
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.encode(encoding) == content:
            return text, b"", encoding
    return content.decode("latin-1"), b"", "latin-1"


def harmless(value: str) -> str:
    """What starts like a formula would be run by a spreadsheet: put a quote before it."""
    return FORMULA.sub(r"\1'", value)
