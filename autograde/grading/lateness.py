"""How late a submission is, what that costs, and the arithmetic of it as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from autograde import clock
from autograde.course import Course, Deadline
from autograde.grading.result import Result

#: Where nbgrader and ``autograde collect`` keep the moment at which work was handed in.
STAMP = "timestamp.txt"
#: More letters than any time has.
MAX_STAMP = 200
UNKNOWN = "When it was handed in is not known, so nothing is taken off for lateness."


@dataclass(frozen=True)
class Lateness:
    """What becomes of a student's points in an assignment.

    Attributes
    ----------
    after_due
        how much later than due it was handed in; zero or less is in time.
    share
        which share of the points is taken off, in hundredths of a percent.
    when
        how late it was, in words; ``None`` where there is nothing to say.
    """

    after_due: timedelta
    share: float
    when: str | None

    def penalty(self, score: float) -> float:
        """The points that are taken off ``score``."""
        return round(self.share * score, 2)

    def sentence(self, score: float) -> str | None:
        """What is taken off ``score`` and why, as arithmetic; ``None`` for work in time."""
        if self.when is None or self.when == UNKNOWN:
            return self.when
        if not self.share:
            return f"{self.when}: nothing is taken off."
        off = self.penalty(score)
        percent = f"{100 * self.share:.4g} %"
        left = round(score - off, 2)
        return f"{self.when}: {percent} of {score:g} points, {off:g}, are taken off: {left:g}."


IN_TIME = Lateness(timedelta(), 0.0, None)


def lateness(deadline: Deadline | None, student: str, handed_in: datetime | None) -> Lateness:
    """How late a student's submission is.

    Parameters
    ----------
    deadline
        of the assignment, ``course.deadlines.get(assignment)``; without one nothing is late.
    handed_in
        the moment, with its time zone; ``None`` where it is not known: then nothing is taken off.
    """
    if deadline is None:
        return IN_TIME
    if handed_in is None:
        return Lateness(timedelta(), 0.0, UNKNOWN)
    after_due = handed_in - deadline.due_for(student)
    late = handed_in - deadline.late_from(student)
    closed = deadline.closed_from(student)
    share = 0.0
    if closed is not None and handed_in > closed:
        share = 1.0
    elif late > timedelta() and deadline.penalty:
        share = round(deadline.penalty(late / timedelta(hours=1)), 4)
    return Lateness(after_due, share, _when(deadline, student, handed_in))


def with_lateness(course: Course, result: Result) -> Result:
    """A result with what lateness takes off its points; where there are none, nothing is."""
    deadline = course.deadlines.get(result.assignment)
    if deadline is None or not result.earned:
        return replace(result, penalty=0.0, late=None)
    moment = handed_in(course.submitted / result.student / result.assignment, deadline)
    late = lateness(deadline, result.student, moment)
    earned = result.earned
    return replace(result, penalty=late.penalty(earned), late=late.sentence(earned))


def handed_in(folder: Path, deadline: Deadline | None) -> datetime | None:
    """When the work in ``submitted/STUDENT/ASSIGNMENT`` was handed in, in UTC.

    ``timestamp.txt`` says it; ``None`` where there is none, or it holds no time. A time without a
    zone is read in that of the deadline, as the earlier one where the clocks showed it twice;
    without a deadline in UTC, as nbgrader does.
    """
    stamp = folder / STAMP
    if not stamp.is_file():  # nothing that never ends, whoever has put it there
        return None
    try:
        with stamp.open(encoding="utf-8") as file:
            return read_stamp(file.read(MAX_STAMP), deadline)
    except (OSError, ValueError, OverflowError):
        return None


def read_stamp(text: str, deadline: Deadline | None) -> datetime:
    """The moment that a ``timestamp.txt`` names, in UTC.

    Raises
    ------
    ValueError
        when it is no time.
    """
    where = deadline.timezone if deadline else ZoneInfo("UTC")
    words = text.split()
    # nbgrader writes a zone behind the time: "2026-12-01 22:59:00.000000 UTC", or "+0100".
    if words and words[-1][0].isalpha():
        where = clock.zone(words.pop())
    time = datetime.fromisoformat(" ".join(words[:2]) + "".join(words[2:]))
    return clock.moments(time, where)[0]


def _when(deadline: Deadline, student: str, handed_in: datetime) -> str | None:
    due = deadline.due_for(student)
    extended = student in deadline.extensions
    if handed_in <= due:
        regular = deadline.due_for("")
        if handed_in <= regular:
            return None
        return (
            f"Handed in {_span(handed_in - regular)} after {_day(regular, deadline)}, "
            f"within the extension to {_day(due, deadline)}"
        )
    words = f"Handed in {_span(handed_in - due)} after {_day(due, deadline)}"
    if extended:
        words += ", to which it was extended"
    closed = deadline.closed_from(student)
    if closed is not None and handed_in > closed:
        return f"{words}, and after the cut-off of {_day(closed, deadline)}"
    if not deadline.grace_hours:
        return words
    if handed_in <= deadline.late_from(student):
        return f"{words}, within {_span(timedelta(hours=deadline.grace_hours))} of grace"
    return f"{words}, {_span(timedelta(hours=deadline.grace_hours))} of them grace"


def _day(moment: datetime, deadline: Deadline) -> str:
    local = moment.astimezone(deadline.timezone)
    seconds = ":%S" if local.second else ""
    return f"{local.day} {local:%B %Y, %H:%M{seconds}} ({deadline.timezone})"


def _span(time: timedelta) -> str:
    """A span in hours and minutes, or in seconds where it is shorter than a minute."""
    seconds = int(time.total_seconds())
    if seconds < 60:
        return _number(seconds, "second")
    hours, minutes = divmod(seconds // 60, 60)
    parts = [(hours, "hour"), (minutes, "minute")]
    return " and ".join(_number(n, word) for n, word in parts if n)


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
