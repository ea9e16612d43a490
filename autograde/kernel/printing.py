"""Standard output and error of a student's kernel, cut off where the grader stops listening.

This serves whoever prints by mistake what nobody can read; a message too large for the grader's
socket would cost them the rest of the cell. It protects nothing: the grader counts for itself.
"""

from __future__ import annotations

from typing import ClassVar

from ipykernel.iostream import OutStream


class CappedStream(OutStream):  # type: ignore[misc, no-any-unimported, unused-ignore]
    """A stream that lets ``room`` characters through, for both streams together."""

    room: ClassVar[int] = 10_000_000

    def write(self, string: str) -> int | None:  # type: ignore[override]
        if isinstance(string, str) and len(string) > CappedStream.room:
            super().write(string[: CappedStream.room])
            CappedStream.room = 0
            return len(string)
        written: int | None = super().write(string)
        CappedStream.room -= len(string)
        return written
