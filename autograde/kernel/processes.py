"""Which processes descend from which."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def tree(pids: Iterable[int], most: int) -> list[int]:
    """Processes and all that descend from them, whatever session they have put themselves into.

    It ends after ``most`` of them: they may multiply faster than they are found.
    """
    found = [*pids]
    for process in found:
        found += children(process)
        if len(found) > most:
            break
    return found


def children(pid: int) -> list[int]:
    """The processes that a process has started or inherited."""
    found: list[int] = []
    with suppress(OSError):  # it has ended
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found
