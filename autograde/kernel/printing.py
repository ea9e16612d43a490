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
    unpublished = False

    def write(self, string: str) -> int | None:  # type: ignore[override]
        whole = not isinstance(string, str) or len(string) <= CappedStream.room
        written: int | None = super().write(string if whole else string[: CappedStream.room])
        CappedStream.room -= len(string) if whole else CappedStream.room
        self.unpublished = True
        return written if whole else len(string)

    def flush(self) -> None:
        """Wait for the thread that publishes, where there is something to publish."""
        if self.unpublished:
            self.unpublished = False
            super().flush()  # type: ignore[no-untyped-call, unused-ignore]
