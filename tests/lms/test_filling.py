"""Marks in the tables of Blackboard, Canvas and Moodle."""

import pytest

from autograde.lms.filling import Filled, fill
from autograde.lms.formats import TemplateError
from autograde.lms.marks import Marks
from autograde.lms.roster import Roster, Student

CANVAS = '''\
Student,ID,SIS User ID,SIS Login ID,Section,Exercises (812),Essay (813),Exercises Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,50.0,10.0,(read only)
"Schmidt, Anna",4711,u-1,s001,"ML, group 1",,7.0,70.0
"李, 雷",4712,u-2,s002,ML,40.0,8.0,80.0
"=""=cmd()""",4713,u-3,s003,ML,EX,,
"Lee, Bo",4714,u-4,s004,ML,N/A,,
"Student, Test",4715,,f00ba4,ML,,,
'''
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"'
    '\t"Total [Total Pts: up to 60 Score] |100"\t"Exercises [Total Pts: 50 Score] |101"\r\n'
    '"Schmidt"\t"Anna"\t"s001"\t"900-1"\t"2026-11-20 10:00:00"\t"Yes"\t""\t"Needs Grading"\r\n'
    '"李"\t"雷"\t"s002"\t"900-2"\t""\t"Yes"\t"40.0"\t"40.00"\r\n'
)
WORKSHEET = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\n'
    '"Participant 4711","Anna Schmidt",s001,anna@example.org,"Submitted for grading - ",,'
    '50.00,Yes,"Friday, 20 November 2026, 5:30 PM",-,\n'
    '"Participant 4712","李 雷",,li@example.org,"No submission",40.00,50.00,No,-,-,"a, ""b"""\n'
)
GRADEBOOK = (
    '"First name","Last name","ID number","Email address","Assignment: Exercises (Real)",'
    '"Course total (Real)","Last downloaded from this course"\n'
    "Anna,Schmidt,s001,anna@example.org,-,-,1795000000\n"
)
NAMES = frozenset({"exercises"})


def filled(
    text: str | bytes,
    system: str,
    points: dict[str, float],
    roster: Roster | None = None,
    *,
    zeros: bool = False,
    worth: float = 50,
    names: frozenset[str] = NAMES,
) -> Filled:
    content = text if isinstance(text, bytes) else text.encode()
    return fill(content, system, Marks(worth, points), roster or Roster(), names, zeros)


def lines_that_differ(before: str, after: bytes) -> list[str]:
    pairs = zip(before.splitlines(), after.decode().splitlines(), strict=True)
    return [after for before, after in pairs if before != after]


def test_a_student_is_found_however_the_accents_are_written() -> None:
    written = GRADEBOOK.replace("s001", "mu\u0308ller")
    assert filled(written, "moodle", {"m\u00fcller": 46.5}).written == 1


def test_canvas_gets_our_column_and_nothing_else() -> None:
    result = filled(CANVAS, "canvas", {"s001": 46.5, "4712": 40})
    assert lines_that_differ(CANVAS, result.content) == [
        '"Schmidt, Anna",4711,u-1,s001,"ML, group 1",46.5,7.0,70.0'
    ]
    assert (result.column, result.written, result.changed) == ("Exercises (812)", 2, [])
    assert result.others == ["4713", "4714", "4715"]


def test_a_mark_that_is_replaced_is_told() -> None:
    result = filled(CANVAS, "canvas", {"s002": 45})
    assert result.changed == [("s002", "40.0", "45")]


def test_canvas_keeps_who_is_excused_or_not_assigned() -> None:
    result = filled(CANVAS, "canvas", {"s003": 10, "s004": 10})
    assert result.content.decode() == CANVAS
    assert result.kept.keys() == {"s003", "s004"}
    assert result.written == 0


def test_zeros_go_to_empty_cells_of_those_who_handed_nothing_in() -> None:
    result = filled(CANVAS, "canvas", {"s002": 40}, zeros=True)
    assert lines_that_differ(CANVAS, result.content) == [
        '"Schmidt, Anna",4711,u-1,s001,"ML, group 1",0,7.0,70.0',
        '"Student, Test",4715,,f00ba4,ML,0,,',
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_blackboards_table_stays_in_its_encoding_and_quotes(encoding: str) -> None:
    content = BLACKBOARD.encode(encoding)
    result = filled(content, "blackboard", {"s001": 46.5, "s002": 40})
    expected = BLACKBOARD.replace('"Needs Grading"', '"46.5"')
    assert result.content == expected.encode(encoding)
    assert (result.written, result.changed) == (2, [])


def test_moodles_worksheet_is_filled_by_number_and_locked_marks_stay() -> None:
    result = filled(WORKSHEET, "moodle", {"4711": 46.5, "li@example.org": 45})
    assert result.content.decode() == WORKSHEET.replace('grading - ",,', 'grading - ",46.5,')
    assert result.kept.keys() == {"li@example.org"}


def test_moodles_decimal_commas_are_written_as_such() -> None:
    commas = WORKSHEET.replace("40.00", '"40,00"').replace("50.00", '"50,00"')
    result = filled(commas, "moodle", {"s001": 46.5})
    assert 'grading - ","46,5",' in result.content.decode()


def test_moodles_gradebook_is_filled_by_title() -> None:
    result = filled(GRADEBOOK, "moodle", {"s001": 46})
    assert result.content.decode() == GRADEBOOK.replace("org,-,", "org,46,")


def test_a_roster_leads_from_our_ids_to_theirs() -> None:
    roster = Roster((Student("anna", lms_user_id="4711"), Student("li", email="LI@example.org")))
    result = filled(WORKSHEET.replace(",No,", ",Yes,"), "moodle", {"anna": 46.5, "li": 41}, roster)
    assert result.written == 2


def test_whoever_cannot_be_told_is_named_and_nothing_comes_out() -> None:
    with pytest.raises(TemplateError, match=r"does not tell who.*: s098, s099.*roster"):
        filled(CANVAS, "canvas", {"s001": 1, "s098": 2, "s099": 3})
    with pytest.raises(TemplateError, match=r"4711 \(several rows\)"):
        filled(CANVAS.replace("u-2", "4711"), "canvas", {"4711": 1})
    with pytest.raises(TemplateError, match="s001"):
        filled(CANVAS, "canvas", {"4711": 1, "s001": 2})


def test_a_student_who_waits_for_a_mark_has_to_be_known_as_well() -> None:
    marks = Marks(50, {"s001": 1}, {"s099": "ex1: it needs a person"})
    with pytest.raises(TemplateError, match="s099"):
        fill(CANVAS.encode(), "canvas", marks, Roster(), NAMES)


def test_a_column_of_another_worth_is_refused() -> None:
    for text, system in ((CANVAS, "canvas"), (BLACKBOARD, "blackboard"), (WORKSHEET, "moodle")):
        with pytest.raises(TemplateError, match="worth 50 points there, but 110 here"):
            filled(text, system, {"s001": 1}, worth=110)


@pytest.mark.parametrize("name", ["Essay", "essay", "813", "Essay (813)"])
def test_the_column_is_found_by_title_number_or_whole_heading(name: str) -> None:
    result = filled(CANVAS, "canvas", {"s001": 9}, worth=10, names=frozenset({name}))
    assert result.column == "Essay (813)"


def test_a_column_that_is_not_there_or_there_twice_is_asked_for() -> None:
    with pytest.raises(TemplateError, match=r"no column is named Quiz: .*Exercises; Essay"):
        filled(CANVAS, "canvas", {"s001": 1}, names=frozenset({"Quiz"}))
    with pytest.raises(TemplateError, match="several columns are named"):
        filled(CANVAS.replace("Essay (813)", "Exercises (813)"), "canvas", {"s001": 1})


@pytest.mark.parametrize(("text", "system"), [(BLACKBOARD, "canvas"), (CANVAS, "moodle")])
def test_the_table_of_another_system_is_refused_with_the_way_to_the_right_one(
    text: str, system: str
) -> None:
    with pytest.raises(TemplateError, match=f"no export of {system.capitalize()}.*choose"):
        filled(text, system, {"s001": 1})


def test_an_empty_or_ragged_template_is_refused() -> None:
    with pytest.raises(TemplateError, match="no export of Canvas"):
        filled(b"", "canvas", {"s001": 1})
    ragged = CANVAS.replace(',"ML, group 1",,7.0,70.0', "")
    with pytest.raises(TemplateError, match="row 4 of the template has 4 cells"):
        filled(ragged, "canvas", {"s001": 1})
