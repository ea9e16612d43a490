"""Watch over a sandbox from outside and end it when it takes more than its share.

The limits of ``confine`` hold for one process at a time. This thread looks at what they do not see:
all processes of a submission together, what it writes to the disk, and time that passes although
the kernel keeps the grader busy with messages.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from autograde.course import Limits

SECONDS_BETWEEN = 0.25
DISK_BYTES = 1_000_000_000
MAX_FILES = 50_000
#: All processes together may take this many times the memory of a single one.
MEMORY_FACTOR = 1.5


class Watch(threading.Thread):
    """Calls ``end`` when the processes under ``pid`` pass a limit; ``reason`` then says which.

    ``folders`` are those that the processes may write to.
    """

    def __init__(
        self, pid: int, folders: tuple[Path, ...], limits: Limits, end: Callable[[], None]
    ) -> None:
        super().__init__(name=f"watch-{pid}", daemon=True)
        self.reason: str | None = None
        self._pid = pid
        self._folders = folders
        self._end = end
        self._processes = limits.processes
        self._memory = MEMORY_FACTOR * limits.memory_megabytes * 1e6
        self._until = float("inf")
        self._over = threading.Event()

    def allow(self, seconds: float) -> None:
        """Let the kernel be for so many seconds from now."""
        self._until = time.monotonic() + seconds

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(SECONDS_BETWEEN) and not self.reason:
            self.reason = self._excess()
        if self.reason:
            self._end()

    def _excess(self) -> str | None:
        if time.monotonic() > self._until:
            return "it could not be stopped"
        processes = tree(self._pid, self._processes)
        if len(processes) > self._processes:
            return f"it started more than {self._processes} processes"
        if sum(map(_resident, processes)) > self._memory and (
            sum(map(_share, processes)) > self._memory
        ):
            return f"it used more than {self._memory / 1e6:,.0f} MB of memory"
        return _too_much_written(self._folders)


def tree(pid: int, most: int) -> list[int]:
    """A process and all that descend from it, whatever session they have put themselves into.

    It ends after ``most`` of them: they may multiply faster than they are found.
    """
    found = [pid]
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


def _resident(pid: int) -> int:
    with suppress(OSError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def _share(pid: int) -> int:
    """The memory of a process, what it shares with others divided among them."""
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _too_much_written(folders: tuple[Path, ...]) -> str | None:
    """What is wrong with what lies in ``folders``, which the student's processes may change."""
    size = count = 0
    waiting = [str(folder) for folder in folders]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    size += status.st_blocks * 512
                    count += 1
                    if size > DISK_BYTES:
                        return f"it wrote more than {DISK_BYTES / 1e6:,.0f} MB to its folders"
                    if count > MAX_FILES:
                        return f"it made more than {MAX_FILES:,} files"
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except FileNotFoundError:
            continue  # gone in the meantime
        except OSError as error:  # nested beyond what a path can name, or locked
            return f"it made folders that cannot be looked into ({error.strerror})"
    return None
