"""A candidate in a student's kernel: requests go over a socket, answers come back as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograde.exam import wire
from autograde.exam.candidate import Candidate, File
from autograde.exam.outcome import Outcome, Silent, TimedOut
from autograde.kernel.session import Session


class KernelCandidate(Candidate):
    """Asks the kernel of a session. What it prints is never read; no answer is no verdict."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asked = 0

    def file(self, name: str, content: bytes) -> File:
        (self._session.place.asks / name).write_bytes(content)
        return File(name)

    def ask(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Outcome:
        self._asked += 1
        ended = self._session.ask(wire.frame(self._asked, dict(request), arrays)).ended
        if ended == "timeout":
            return TimedOut(self._session.limits.call_seconds)
        if ended == "dead":
            return Silent(f"the notebook's kernel is gone ({self._session.dead})")
        try:
            return wire.unpack(*wire.read(self._session.answers, str(self._asked)))
        except FileNotFoundError:
            return Silent("the notebook's kernel ran the request, but wrote no answer")
        except wire.Malformed as error:
            return Silent(f"its answer cannot be read: {error}")
