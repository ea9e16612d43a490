"""course.toml: due dates, and what a wrong one says."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_course import write

from autograde import course as courses

ROOT = Path(__file__).parents[1]
EXAMPLE = """
[assignments.exercises]
due = "2026-12-01T23:59"
timezone = "Europe/Zurich"
grace_hours = 2
penalty = [[0, 0.0], [24, 0.1]]
cut_off = "2026-12-08T23:59"

[assignments.exercises.extensions]
s017 = "2026-12-08T23:59"
s018 = 48
"""
TOML = (ROOT / "course.toml").read_text(encoding="utf-8") + EXAMPLE


def test_the_sample_class_is_never_late() -> None:
    assert not courses.load(ROOT).deadlines


def test_the_example_in_the_course_can_be_used_as_it_stands(tmp_path: Path) -> None:
    text = (ROOT / "course.toml").read_text(encoding="utf-8")
    start = text.index("# [assignments")
    table, _, rest = text[start:].partition("\n\n")
    table = re.sub(r"^# ?", "", table, flags=re.MULTILINE)
    deadlines = courses.load(write(tmp_path, f"{text[:start]}{table}\n\n{rest}")).deadlines
    assert set(deadlines["exercises"].extensions) == {"s017", "s018"}


def test_due_grace_extension_and_cut_off_are_moments(tmp_path: Path) -> None:
    deadline = courses.load(write(tmp_path, TOML)).deadlines["exercises"]

    def moment(day: int, hour: int) -> datetime:
        return datetime(2026, 12, day, hour, 59, tzinfo=UTC)

    assert [deadline.due_for(s) for s in ("s001", "s017", "s018")] == [
        moment(1, 22),
        moment(8, 22),
        moment(3, 22),
    ]
    assert deadline.late_from("s001") == moment(2, 0)
    assert deadline.closed_from("s001") == moment(8, 22)
    assert deadline.closed_from("s017") == moment(9, 0)


@pytest.mark.parametrize(
    "due", ["2026-12-01T23:59:00", '"2026-12-01 23:59"', "2026-12-01T22:59:00Z"]
)
def test_a_time_may_be_written_as_toml_writes_it(tmp_path: Path, due: str) -> None:
    text = TOML.replace('\ndue = "2026-12-01T23:59"', f"\ndue = {due}")
    deadline = courses.load(write(tmp_path, text)).deadlines["exercises"]
    assert deadline.due_for("s001") == datetime(2026, 12, 1, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('\ndue = "2026-12-01T23:59"', "", "\n[assignments.exercises]", "missing"),
        ('\ndue = "2026-12-01T23:59"', '\ndue = "2026-12-01"', "\ndue", "a time of the day"),
        ('\ndue = "2026-12-01T23:59"', "\ndue = 2026-12-01", "\ndue", "a time of the day"),
        ('\ndue = "2026-12-01T23:59"', "\ndue = 20261201", "\ndue", "a time of the day"),
        ('\ndue = "2026-12-01T23:59"', '\ndue = "2026-12-01T24:30"', "\ndue", "a date and a time"),
        (
            '\ndue = "2026-12-01T23:59"',
            '\ndue = "2026-03-29T02:30"',
            "\n[assignments.exercises]",
            "the clocks of Europe/Zurich skip 02:30",
        ),
        ('\ntimezone = "Europe/Zurich"', '\ntimezone = "Zurich"', "\ntimezone", "Asia/Shanghai"),
        ("\ngrace_hours = 2", "\ngrace_hours = -2", "\ngrace_hours", "greater than or equal to 0"),
        ("\ngrace_hours = 2", "\ngrace = 2", "\ngrace = 2", "unknown key"),
        ("[24, 0.1]", "[24, 10]", "\n[assignments.exercises]", "0.1 is 10 %"),
        ("[24, 0.1]", "[0, 0.1]", "\npenalty", "measures must rise"),
        (
            '\ncut_off = "2026-12-08',
            '\ncut_off = "2026-12-01',
            "\n[assignments.exercises]",
            "cut_off comes before",
        ),
        ("\ns018 = 48", "\ns018 = -1", "\ns018", "more than 0 hours"),
        ("\ns018 = 48", "\ns018 = inf", "\ns018", "more than 0 hours"),
        ("\ns018 = 48", "\ns018 = true", "\ns018", "a time of the day"),
        (
            '\ns017 = "2026-12-08',
            '\ns017 = "2026-11-08',
            "\n[assignments.exercises]",
            "the extension of s017 ends no later than due",
        ),
        (
            "\n[assignments.exercises]",
            "\n[assignments.exercise]",
            "\n[assignments.exercise]",
            "there are: exercises",
        ),
    ],
)
def test_a_wrong_deadline_names_its_line_and_the_fix(
    tmp_path: Path, old: str, new: str, line: str, words: str
) -> None:
    text = TOML.replace(old, new)
    if new.endswith("exercise]"):
        text = text.replace("assignments.exercises.ext", "assignments.exercise.ext")
    assert text != TOML
    with pytest.raises(courses.CourseError) as caught:
        courses.load(write(tmp_path, text))
    assert f"line {line_of_start(text, line)}" in str(caught.value)
    assert words in str(caught.value)


def line_of_start(text: str, part: str) -> int:
    """The line that starts with ``part``, which is written with the end of the line before it."""
    return text[: text.index(part)].count("\n") + 2
