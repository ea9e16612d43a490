"""What lateness costs, in whatever zone and at whatever change of the clocks."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from autograde.course import Deadline
from autograde.grading.lateness import handed_in, lateness, read_stamp

TABLE = {
    "due": "2026-12-01T23:59",
    "timezone": "Europe/Zurich",
    "grace_hours": 2,
    "penalty": [[0, 0.0], [24, 0.1], [72, 0.5]],
    "cut_off": "2026-12-08T23:59",
    "extensions": {"s017": "2026-12-08T23:59", "s018": 48},
}
DUE = "1 December 2026, 23:59 (Europe/Zurich)"


def deadline(**changes: Any) -> Deadline:
    return TypeAdapter(Deadline).validate_python({**TABLE, **changes})


def after_due(hours: float, student: str = "s001", **changes: Any) -> tuple[float, str | None]:
    """Points taken off 46, and the sentence, for work handed in so many hours after 23:59."""
    moment = datetime(2026, 12, 1, 22, 59, tzinfo=UTC) + timedelta(hours=hours)
    late = lateness(deadline(**changes), student, moment)
    return late.penalty(46), late.sentence(46)


@pytest.mark.parametrize("hours", [-1000, -0.01, 0])
def test_work_in_time_costs_nothing_and_nothing_is_said(hours: float) -> None:
    assert after_due(hours) == (0, None)


def test_the_sentence_is_the_arithmetic() -> None:
    assert after_due(26) == (
        4.6,
        f"Handed in 26 hours after {DUE}, 2 hours of them grace: "
        "10 % of 46 points, 4.6, are taken off: 41.4.",
    )


@pytest.mark.parametrize(
    ("hours", "off", "words"),
    [
        (1 / 60, 0, "1 minute after"),
        (0.005, 0, "18 seconds after"),
        (2, 0, "within 2 hours of grace: nothing is taken off."),
        (14, 2.3, "5 % of 46 points, 2.3, are taken off: 43.7."),
        (50, 13.8, "30 % of 46 points"),
        (168, 23, "50 % of 46 points, 23, are taken off: 23."),
        (168.1, 46, "and after the cut-off of 8 December 2026, 23:59 (Europe/Zurich): 100 %"),
    ],
)
def test_a_late_notebook_loses_what_the_curve_says(hours: float, off: float, words: str) -> None:
    lost, sentence = after_due(hours)
    assert lost == off
    assert words in (sentence or "")


def test_without_grace_every_minute_counts() -> None:
    assert after_due(12, grace_hours=0) == (
        2.3,
        f"Handed in 12 hours after {DUE}: 5 % of 46 points, 2.3, are taken off: 43.7.",
    )


def test_without_a_curve_only_the_cut_off_costs_points() -> None:
    assert after_due(100, penalty=None)[0] == 0
    assert after_due(169, penalty=None)[0] == 46


def test_the_arithmetic_is_right_to_the_last_digit_that_is_shown() -> None:
    off, sentence = after_due(2 + 7 + 1 / 3)
    assert "3.06 % of 46 points, 1.41, are taken off: 44.59." in (sentence or "")
    assert off == round(0.0306 * 46, 2)


@pytest.mark.parametrize(
    ("student", "hours", "off", "words"),
    [
        ("s018", 40, 0, "within the extension to 3 December 2026, 23:59 (Europe/Zurich): nothing"),
        ("s018", 49, 0, "1 hour after 3 December 2026, 23:59 (Europe/Zurich), to which it was ext"),
        ("s018", 74, 4.6, "2 hours of them grace: 10 % of 46"),
        # An extension to the very cut-off: its grace is kept, what comes later is not.
        ("s017", 169.9, 0, "to which it was extended, within 2 hours of grace"),
        ("s017", 170.1, 46, "after the cut-off of 9 December 2026, 01:59"),
    ],
)
def test_an_extension_moves_the_due_date_of_one_student(
    student: str, hours: float, off: float, words: str
) -> None:
    lost, sentence = after_due(hours, student)
    assert lost == off
    assert words in (sentence or "")
    assert after_due(hours)[0] == min(46, after_due(hours, "s999")[0])


def test_without_a_deadline_or_a_time_nothing_is_taken_off() -> None:
    assert lateness(None, "s001", datetime.max.replace(tzinfo=UTC)).sentence(46) is None
    unknown = lateness(deadline(), "s001", None)
    assert unknown.penalty(46) == 0
    assert "not known, so nothing is taken off" in (unknown.sentence(46) or "")


@pytest.mark.parametrize(
    ("due", "stamp", "late"),
    [
        # The night in which clocks go from 3:00 back to 2:00 has two 2:30: a deadline is the
        # later, work was handed in at the earlier.
        ("2026-10-25T02:30", "2026-10-25 02:45:00", None),
        ("2026-10-25T02:30", "2026-10-25 01:31:00 UTC", "1 minute"),
        ("2026-10-25T01:30", "2026-10-25 03:30:00", "3 hours"),
        # The night in which 2:00 is followed by 3:00.
        ("2026-03-29T01:30", "2026-03-29 03:30:00", "1 hour"),
        # From summer to winter time a week has an hour more.
        ("2026-10-20T12:00", "2026-10-27 12:00:00", "169 hours"),
    ],
)
def test_changes_of_the_clocks_count_as_what_they_are(
    due: str, stamp: str, late: str | None
) -> None:
    own = deadline(due=due, cut_off=None, grace_hours=0, penalty=None, extensions={})
    sentence = lateness(own, "s001", read_stamp(stamp, own)).sentence(46)
    assert sentence is None if late is None else f"Handed in {late} after" in (sentence or "")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-01 23:59:00\n", (22, 59)),
        ("2026-12-01T23:59", (22, 59)),
        ("2026-12-01 22:59:00.000000 UTC", (22, 59)),
        ("2026-12-01T22:59:00Z", (22, 59)),
        ("2026-12-01 23:59:00 +0100", (22, 59)),
        ("2026-12-01 23:59:00+01:00", (22, 59)),
        ("2026-12-01 17:59:00 America/New_York", (22, 59)),
        ("", None),
        ("yesterday", None),
        ("2026-13-01 23:59:00", None),
        ("0001-01-01 00:00:00", None),
    ],
)
def test_a_time_is_read_as_nbgrader_or_collect_wrote_it(
    tmp_path: Path, text: str, moment: tuple[int, int] | None
) -> None:
    (tmp_path / "timestamp.txt").write_text(text)
    expected = moment and datetime(2026, 12, 1, *moment, tzinfo=UTC)
    assert handed_in(tmp_path, deadline()) == expected


def test_a_stamp_that_never_ends_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "timestamp.txt")
    assert handed_in(tmp_path, deadline()) is None


def test_without_a_deadline_a_time_is_in_utc_as_nbgrader_reads_it(tmp_path: Path) -> None:
    assert handed_in(tmp_path, None) is None
    (tmp_path / "timestamp.txt").write_text("2026-12-01 23:59:00\n")
    assert handed_in(tmp_path, None) == datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
