"""Tables of other programs: what is not changed stays byte for byte."""

import pytest

from autograde.lms.sheet import Sheet

TABLES = [
    b"a,b\r\n1,2\r\n",
    b"a,b\n1,2",
    b'\xef\xbb\xbf"a","b"\r\n"x ""y""",""\r\n',
    b"a;b;c\n1,5;;\n\n;;\n",
    b"a\tb\t\r\n\t\t\r\n",
    'a,b\n"two\nlines, 李",2\n'.encode(),
    b"\xff\xfe" + '"Last Name"\t"Username"\r\n"李"\t"s001"\r\n'.encode("utf-16-le"),
    b"\xfe\xff" + "a\tb\n1\t2\n".encode("utf-16-be"),
    "姓名,b\n李,2\n".encode("gb18030"),
    b"a,b\nM\xfcller\xff,2\n",
    b'a,b\nquote " within,2\n',
    b"",
]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_without_changes_is_the_same(table: bytes) -> None:
    assert Sheet(table).content() == table


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a,b\r\n1,2\r\n", b"a,b\r\n1,46.5\r\n"),
        (b'"a","b"\n"1",""\n', b'"a","b"\n"1","46.5"\n'),
        (b"a;b\n1;", b"a;b\n1;46.5"),
        (b"\xff\xfe" + "a\tb\n1\t\n".encode("utf-16-le"), "a\tb\n1\t46.5\n".encode("utf-16")),
        ("甲,乙\n李,\n".encode("gb18030"), "甲,乙\n李,46.5\n".encode("gb18030")),
    ],
)
def test_a_change_touches_one_cell(before: bytes, after: bytes) -> None:
    sheet = Sheet(before)
    sheet.change(1, 1, "46.5")
    assert sheet.content() == after


def test_a_value_that_holds_the_delimiter_is_quoted() -> None:
    sheet = Sheet(b"a,b\n1,2\n")
    sheet.change(1, 1, "46,5")
    assert sheet.content() == b'a,b\n1,"46,5"\n'


def test_cells_are_read_through_quotes_and_line_breaks() -> None:
    sheet = Sheet(b'"a, ""b""",c\r\n"two\nlines",2\r\n3\r\n')
    assert sheet.header == ['a, "b"', "c"]
    assert [[cell.value for cell in row] for row in sheet.rows[1:]] == [["two\nlines", "2"], ["3"]]
    assert sheet.value(2, 1) == ""
