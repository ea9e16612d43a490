"""Times of the day in a time zone, where the clocks are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises
    ------
    ValueError
        when there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"there is no time zone {name!r}: write a name such as Europe/Zurich or Asia/Shanghai"
        ) from error


def moments(time: datetime, where: ZoneInfo) -> tuple[datetime, datetime]:
    """When it is that time, in UTC, at the earliest and at the latest.

    The two differ by an hour where the clocks are put back and show each time twice, and where they
    are put forward and never show it. A time with an offset of its own is that very moment.
    """
    if time.tzinfo is not None:
        moment = time.astimezone(UTC)
        return moment, moment
    found = [time.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(found), max(found)


def exists(time: datetime, where: ZoneInfo) -> bool:
    """Whether the clocks ever show that time: they skip an hour when they are put forward."""
    back = moments(time, where)[0].astimezone(where)
    return time.tzinfo is not None or back.replace(tzinfo=None, fold=0) == time
