"""Watch over a sandbox from outside and end it when it takes more than its share.

The limits of ``confine`` hold for one process at a time. This thread looks at what they do not see:
all processes of a submission together, what it writes to the disk, what the grader has to keep of
its messages, and time that passes although the kernel keeps the grader busy with them.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

from autograde.course import Limits
from autograde.kernel.processes import tree
from autograde.kernel.warm import Kernel

SECONDS_BETWEEN = 0.25
DISK_BYTES = 1_000_000_000
MAX_FILES = 50_000
#: All processes together may take this many times the memory of a single one.
MEMORY_FACTOR = 1.5
#: Sockets of a kernel, each with what waits in it; and those that lie where the grader finds them.
MAX_SOCKETS = 1000
MAX_ENTRIES = 100
#: What the grader's own memory may grow by while it listens to a kernel: its copies of the largest
#: model that is looked at take 1.2 GB.
HEARD_BYTES = 2_000_000_000
#: A process that waits with a third of its open files for another third, under each number of the
#: last: the system lets a user, and so the grader too, wait for some millions of them.
MAX_WAITS = 500_000
#: Areas of memory of more processes than a few: the system notes each, and once more for each
#: generation that a process descends from.
FEW_PROCESSES = 10
MAX_AREAS = 2_000_000
#: What one look may cost the grader.
LOOK_SECONDS = 2.0


class Watch(threading.Thread):
    """Ends ``kernel`` when its processes pass a limit; ``reason`` then says which.

    ``run`` is where their sockets lie, ``folders`` are all others that they may write to.
    """

    def __init__(
        self, kernel: Kernel, run: Path, folders: tuple[Path, ...], limits: Limits
    ) -> None:
        super().__init__(name=f"watch-{kernel.pid}", daemon=True)
        self.reason: str | None = None
        self._kernel = kernel
        # Its owner can lock it, who is the student's process as well; this stays open.
        self._run = os.open(run, os.O_RDONLY | os.O_DIRECTORY)
        self._folders = folders
        self._limits = limits
        self._heard = _resident(os.getpid())
        self._memory = MEMORY_FACTOR * limits.memory_megabytes * 1e6
        self._until = float("inf")
        self._headless: set[int] = set()
        self._over = threading.Event()

    def allow(self, seconds: float) -> None:
        """Let the kernel be for so many seconds from now."""
        self._until = time.monotonic() + seconds

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()

    def run(self) -> None:
        try:
            while not self._over.wait(SECONDS_BETWEEN) and not self.reason:
                self.reason = self._seen()
        finally:
            os.close(self._run)
        if self.reason:
            self._kernel.end()

    def _seen(self) -> str | None:
        """What is wrong, if anything; that it cannot be looked at is wrong, too."""
        start = time.thread_time()
        try:
            reason = self._excess()
        except Exception as error:
            return f"it could not be watched ({type(error).__name__})"
        if time.thread_time() - start > LOOK_SECONDS:
            return reason or "it had too many processes, or too much in them, to look at"
        return reason

    def _excess(self) -> str | None:
        if time.monotonic() > self._until:
            return "it could not be stopped"
        pids = {self._kernel.pid, self._kernel.first}
        most = self._limits.processes + len(pids) - 1
        processes = tree(pids, most)
        if len(processes) > most:
            return f"it started more than {self._limits.processes} processes"
        # Nothing can be seen of a process whose first thread has ended; for a moment each is one.
        headless = {pid for pid in processes if _headless(pid)}
        if headless & self._headless:
            return "it went on in a thread when the process had ended"
        self._headless = headless
        # Before the memory, which takes longer to look at the more areas there are.
        areas = (generation * _areas(pid) for pid, generation in processes.items())
        if len(processes) > FEW_PROCESSES and any(n > MAX_AREAS for n in accumulate(areas)):
            return f"it made more than {MAX_AREAS:,} areas of memory"
        if sum(map(_resident, processes)) > self._memory and (
            sum(map(_share, processes)) > self._memory
        ):
            return f"it used more than {self._memory / 1e6:,.0f} MB of memory"
        # Without a namespace, its network is that of the machine.
        if len(pids) > 1 and _sockets(self._kernel.pid) > MAX_SOCKETS:
            return f"it opened more than {MAX_SOCKETS:,} sockets"
        files = {pid: _files(pid) for pid in processes}
        if sum((count // 3) ** 3 for count in files.values()) > MAX_WAITS:
            return "it opened too many files in too many processes"
        # Some are in no list of the network.
        if sum(files.values()) > MAX_SOCKETS and (
            len(set().union(*map(_open_sockets, processes))) > MAX_SOCKETS
        ):
            return f"it opened more than {MAX_SOCKETS:,} sockets"
        with os.scandir(self._run) as entries:
            count = sum(1 for _ in entries)
        if count > MAX_ENTRIES:
            return f"it made more than {MAX_ENTRIES} files beside the grader's sockets"
        if _resident(os.getpid()) - self._heard > HEARD_BYTES:
            return "it sent more than can be read"
        return _too_much_written(self._folders)


def _resident(pid: int) -> int:
    """The memory of a process, with what the system needs to find it."""
    return _bytes(pid, "status", "VmRSS:", "VmPTE:")


def _share(pid: int) -> int:
    """The same, but what it shares with others divided among them."""
    return _bytes(pid, "smaps_rollup", "Pss:") + _bytes(pid, "status", "VmPTE:")


def _bytes(pid: int, file: str, *names: str) -> int:
    """The sum of some lines of a file on a process; 0 when it has ended."""
    with suppress(OSError):
        # The name of a process, which it gives itself, may be any bytes but the end of a line.
        lines = Path(f"/proc/{pid}/{file}").read_text(encoding="latin-1").split("\n")
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(names))
    return 0


def _files(pid: int) -> int:
    """How many files a process has open."""
    with suppress(OSError):
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return 0


def _open_sockets(pid: int) -> set[str]:
    """The sockets among the open files of a process."""
    found: set[str] = set()
    with suppress(OSError):
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # closed in the meantime
                found.add(str(file.readlink()))
    return {file for file in found if file.startswith("socket:")}


def _headless(pid: int) -> bool:
    """Whether the first thread of a process has ended while others go on."""
    with suppress(OSError):
        # Behind the name, which may hold brackets of its own.
        state = (
            Path(f"/proc/{pid}/stat").read_text(encoding="latin-1").rpartition(")")[2].split()[0]
        )
        return state == "Z" and sum(1 for _ in Path(f"/proc/{pid}/task").iterdir()) > 1
    return False


def _areas(pid: int) -> int:
    """How many areas of memory a process has."""
    with suppress(OSError), Path(f"/proc/{pid}/maps").open("rb") as lines:
        return sum(1 for _ in lines)
    return 0


def _sockets(pid: int) -> int:
    """How many sockets there are in the network of a process."""
    count = 0
    for kind in ("unix", "udp", "udp6", "netlink"):
        with suppress(OSError), Path(f"/proc/{pid}/net/{kind}").open("rb") as lines:
            count += sum(1 for _ in lines)
    return count


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
