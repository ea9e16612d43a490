"""Who is who."""

from pathlib import Path

import pytest

from autograde.lms import roster
from autograde.lms.roster import Roster, RosterError, Unknown
from autograde.lms.uploads import Upload

LINES = """\
id,first_name,last_name,email,lms_user_id,group
s001,Anna,Schmidt,anna@example.org,4711,Group A
s002,雷,李,,4712,Group A
s003,Bo,Lee,,j_lee,
s004,Bo,Lee,,,
s005,J,,,j\u00fcrg,
"""


@pytest.fixture
def known(tmp_path: Path) -> Roster:
    (tmp_path / "roster.csv").write_text(LINES, encoding="utf-8-sig")
    return roster.load(tmp_path)


@pytest.mark.parametrize(
    ("upload", "expected"),
    [
        (Upload("4711", "x"), ("s001",)),
        (Upload("J_LEE", "x"), ("s003",)),
        (Upload("Anna@Example.org", "x"), ("s001",)),
        (Upload("99", "x", name="Schmidt Anna"), ("s001",)),
        (Upload("99", "x", name="李 雷"), ("s002",)),
        (Upload("77", "x", name="Group A"), ("s001", "s002")),
        (Upload("4711", "x", name="groupa"), ("s001", "s002")),
        (Upload("Group A", "x"), ("s001", "s002")),
        (Upload("ju\u0308rg", "x"), ("s005",)),
    ],
)
def test_students_and_groups_are_found(
    known: Roster, upload: Upload, expected: tuple[str, ...]
) -> None:
    assert known.members(upload) == expected


@pytest.mark.parametrize("upload", [Upload("99", "x", name="Bo Lee"), Upload("99", "x")])
def test_whoever_cannot_be_told_is_not_guessed(known: Roster, upload: Upload) -> None:
    with pytest.raises(Unknown, match=r"'99'.*roster\.csv: add it"):
        known.members(upload)


@pytest.mark.parametrize("name", ["Group A", "groupa"])
def test_whoever_is_called_like_a_group_hands_in_for_nobody_else(known: Roster, name: str) -> None:
    with pytest.raises(Unknown, match=f"'j_lee' is s003, but '{name}' is a group of others"):
        known.members(Upload("j_lee", "x", name=name))


def test_without_a_roster_everybody_is_who_they_say_unless_that_is_no_folder(
    tmp_path: Path,
) -> None:
    anybody = roster.load(tmp_path)
    assert anybody.members(Upload("s001", "x", name="Anna")) == ("s001",)
    with pytest.raises(Unknown, match="is a group: name its members"):
        anybody.members(Upload("Default group", "x", group=True))
    for name in ("..", "a/b", ".hidden", "CON", "x."):
        with pytest.raises(Unknown, match="folder"):
            anybody.members(Upload(name, "x"))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("name\nAnna\n", "must name the columns id"),
        ("id\ns001\ns001\n", "line 3: s001 is there already"),
        ("id\ns001\nS001\n", "line 3: S001 is there already"),
        ("id\nm\u00fcller\nmu\u0308ller\n", "line 3: mu\u0308ller is there already"),
        ("id,email\n,a@b.c\n", "line 2: the id is missing"),
        ("id\n../x\n", "cannot be the name of a folder"),
        ("id,lms_user_id\na,1\nb,1\n", "'1' is a as well as b"),
        ("id,lms_user_id\na,1\nb,A\n", "'a' is a as well as b"),
    ],
)
def test_a_roster_that_leaves_doubt_is_refused(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "roster.csv").write_text(lines)
    with pytest.raises(RosterError, match=message):
        roster.load(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk"])
def test_a_roster_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str) -> None:
    text = "id,last_name\r\ns001,李\r\n,\r\n"
    lines = text.replace(",", ";") if encoding == "gbk" else text
    (tmp_path / "roster.csv").write_bytes(lines.encode(encoding))
    assert roster.load(tmp_path).students[0].last_name == "李"
