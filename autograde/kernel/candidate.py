"""A candidate in a student's kernel: requests and answers go over a socket."""

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

    def file(self, name: str, content: bytes) -> File:
        (self._session.place.asks / name).write_bytes(content)
        return File(name)

    def ask(self, request: Mapping[str, Any], arrays: wire.Arrays) -> Outcome:
        try:
            run, answer = self._session.ask(request, arrays)
            if run.ended == "timeout":
                return TimedOut(self._session.limits.call_seconds)
            if run.ended == "dead":
                return Silent(f"the notebook's kernel is gone ({self._session.dead})")
            if answer is None:
                return Silent("the notebook's kernel gave no answer to the request")
            return wire.unpack(*answer)
        except wire.Malformed as error:
            return Silent(f"its answer cannot be read: {error}")

    def tell(self, request: Mapping[str, Any], arrays: wire.Arrays) -> None:
        self._session.tell(request, arrays)
