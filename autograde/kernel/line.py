"""The grader's end of the socket over which the examiner's agent in a kernel is asked."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograde.exam import wire


class Line:
    """Waits at ``path`` for the agent, then asks it one thing after the other."""

    def __init__(self, path: Path) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._agent: _Agent | None = None
        self._asked = 0
        self._told: list[bytes] = []

    @property
    def connected(self) -> bool:
        """Whether the agent is at the other end."""
        return self._agent is not None

    def accept(self, seconds: float) -> None:
        """Wait for the agent.

        Raises
        ------
        TimeoutError
            when it does not come.
        """
        self._listener.settimeout(seconds)
        self._agent = _Agent(self._listener.accept()[0])

    def tell(self, request: Mapping[str, Any], arrays: wire.Arrays) -> None:
        """Send a request with the next one that is asked; it has no answer of its own."""
        self._told.append(wire.frame(wire.TOLD, dict(request), arrays))

    def ask(
        self, request: Mapping[str, Any], arrays: wire.Arrays, seconds: float
    ) -> tuple[dict[str, Any], wire.Arrays]:
        """Send a request, wait for the answer and read it; it is for ``wire.unpack``.

        Raises
        ------
        TimeoutError
            when that takes longer.
        wire.Malformed
            when what comes is no answer to this request.
        OSError
            when there is nobody at the other end any more.

        After any of these only ``hang_up`` is left to do.
        """
        assert self._agent is not None, "accept() comes first"
        self._asked += 1
        self._agent.ends = time.monotonic() + seconds
        told, self._told = self._told, []
        self._agent.send(b"".join([*told, wire.frame(self._asked, dict(request), arrays)]))
        answer = wire.unframe(self._agent.answers)
        if answer is None:
            raise ConnectionResetError("the agent has hung up")
        number, body, numbers = answer
        if number != self._asked:
            raise wire.Malformed("an answer to another question")
        return body, numbers

    def hang_up(self) -> None:
        """Let the agent go; another may come."""
        if self._agent is not None:
            self._agent.close()
            self._agent = None

    def close(self) -> None:
        """Wait for nobody any more."""
        self.hang_up()
        self._listener.close()


class _Agent(io.RawIOBase):
    """A connection that is done with at ``ends``, however slowly something comes."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.ends = 0.0
        self.answers = io.BufferedReader(self)

    def send(self, content: bytes) -> None:
        self._connection.settimeout(self._left())
        self._connection.sendall(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._left())
        return self._connection.recv_into(buffer)

    def close(self) -> None:
        self._connection.close()
        super().close()

    def _left(self) -> float:
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds
