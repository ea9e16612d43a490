"""A candidate in a student's kernel, questioned over the Jupyter protocol and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograde.exam import wire
from autograde.exam.candidate import Candidate, File
from autograde.exam.outcome import Outcome, Silent, TimedOut
from autograde.kernel.session import Session

SERVE = "__import__('autograde.exam.agent', fromlist=['serve']).serve(globals(), {}, {}, {})"


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
        place, number = self._session.place, self._asked
        wire.write(place.asks, str(number), dict(request), arrays)
        folders = repr(str(place.seen.asks)), repr(str(place.seen.answers))
        run = self._session.command(SERVE.format(*folders, number))
        if run.ended == "timeout":
            return TimedOut(self._session.limits.call_seconds)
        if run.ended == "dead":
            return Silent(f"the notebook's kernel is gone ({self._session.dead})")
        try:
            return wire.unpack(*wire.read(self._session.answers, str(number)))
        except FileNotFoundError:
            return Silent("the notebook's kernel ran the request, but wrote no answer")
        except wire.Malformed as error:
            return Silent(f"its answer cannot be read: {error}")
