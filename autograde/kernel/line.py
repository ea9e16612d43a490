"""The grader's end of the socket over which the examiner's agent in a kernel is asked."""

from __future__ import annotations

import socket
from pathlib import Path

from autograde.exam.wire import ANSWERED


class Line:
    """Waits at ``path`` for the agent, then asks it one thing after the other."""

    def __init__(self, path: Path) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._agent: socket.socket | None = None

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
        self._agent, _ = self._listener.accept()

    def ask(self, request: bytes, seconds: float) -> None:
        """Send a request and wait until it has been answered.

        Raises
        ------
        TimeoutError
            when that takes longer.
        OSError
            when there is nobody at the other end any more.
        """
        assert self._agent is not None, "accept() comes first"
        self._agent.settimeout(seconds)
        self._agent.sendall(request)
        if not self._agent.recv(len(ANSWERED)):
            raise ConnectionResetError("the agent has hung up")

    def hang_up(self) -> None:
        """Let the agent go; another may come."""
        if self._agent is not None:
            self._agent.close()
            self._agent = None

    def close(self) -> None:
        """Wait for nobody any more."""
        self.hang_up()
        self._listener.close()
