"""Which processes descend from which."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def tree(pids: Iterable[int], most: int) -> dict[int, int]:
    """Processes and all that descend from them, whatever session they have put themselves into.

    Each with its generation, which is 1 for ``pids``. It ends after ``most`` of them: they may
    multiply faster than they are found.
    """
    found = dict.fromkeys(pids, 1)
    waiting = [*found]
    for process in waiting:
        new = [child for child in children(process) if child not in found]
        found |= dict.fromkeys(new, found[process] + 1)
        waiting += new
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
