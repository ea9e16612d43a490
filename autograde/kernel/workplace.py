"""The folders in which a kernel works: a submission's own, or any that a Jupyter tool names."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from autograde.kernel import landlock
from autograde.kernel.order import ASKS, HOME, RUN, STUDENT, Bind

#: What Landlock leaves every kernel: reading all that it sees, and writing to its own folders.
RIGHTS = {
    "/": landlock.READ,
    "/dev": landlock.DEVICES,
    str(HOME): landlock.EVERYTHING,
    "/tmp": landlock.EVERYTHING,
    "/dev/shm": landlock.EVERYTHING,
    str(RUN): landlock.SOCKETS,
}
#: Where torchvision keeps MNIST among the data of a course.
MNIST = "MNIST"


@dataclass(frozen=True)
class Seen:
    """Where the student's process finds things.

    Attributes
    ----------
    asks
        requests of the examiner.
    home, run
        what the process writes: its home folder, the kernel's sockets.
    cwd
        where the notebook lies.
    datasets
        the course's data.
    """

    asks: PurePosixPath
    home: PurePosixPath
    run: PurePosixPath
    cwd: PurePosixPath
    datasets: PurePosixPath

    @property
    def env(self) -> dict[str, str]:
        """Where a kernel's libraries look for these."""
        return {
            "HOME": str(self.home),
            "IPYTHONDIR": str(self.home / ".ipython"),
            "MPLCONFIGDIR": str(self.home / ".matplotlib"),
            "COURSE_DATA": str(self.datasets),
        }


@dataclass(frozen=True)
class Folder:
    """A folder of this machine that a shut-in kernel works in and writes to.

    Attributes
    ----------
    cwd
        the folder, which the kernel sees where it is.
    run
        where the kernel's sockets are.
    datasets
        the data of the course that the folder lies in, if it lies in one.
    shared
        further folders that it writes to.
    """

    cwd: Path
    run: Path
    datasets: Path | None
    shared: tuple[Path, ...] = ()

    @property
    def seen(self) -> Seen:
        cwd = PurePosixPath(self.cwd)
        return Seen(ASKS, STUDENT, RUN, cwd, PurePosixPath(self.datasets or cwd))

    @property
    def copied(self) -> tuple[Bind, ...]:
        return ()

    @property
    def binds(self) -> tuple[Bind, ...]:
        return (
            *(Bind(str(path), str(path), writable=True) for path in (*self.shared, self.cwd)),
            *_shown(self.datasets, self.datasets),
            Bind(str(self.run), str(RUN), writable=True),
        )

    @property
    def rights(self) -> dict[str, int]:
        return RIGHTS | dict.fromkeys(map(str, (*self.shared, self.cwd)), landlock.EVERYTHING)

    @property
    def writable(self) -> tuple[Path, ...]:
        return ()


@dataclass(frozen=True)
class Workplace:
    """The folders of one submission on this machine.

    Attributes
    ----------
    datasets
        the course's data.
    shut_in
        whether the student's process lives in a sandbox, where ``course`` is only copied from.
    """

    root: Path
    assignment: str
    datasets: Path
    shut_in: bool

    @property
    def asks(self) -> Path:
        return self.root / "asks"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def course(self) -> Path:
        return self.root / "course"

    @property
    def nothing(self) -> Path:
        return self.root / "nothing"

    @property
    def cwd(self) -> Path:
        return self.course / "notebooks" / self.assignment

    @property
    def seen(self) -> Seen:
        """The same as the student's process sees it.

        The notebook lies as it does in a student's bundle: data are found at ``../../datasets``.
        """
        if self.shut_in:
            asks, home, run = ASKS, STUDENT, RUN
            course = STUDENT / "course"
        else:
            root = PurePosixPath(self.root)
            asks, home, run = (root / n for n in ("asks", "home", "run"))
            course = root / "course"
        cwd = course / "notebooks" / self.assignment
        return Seen(asks, home, run, cwd, course / "datasets")

    @property
    def copied(self) -> tuple[Bind, ...]:
        return (Bind(str(self.course), str(STUDENT / "course")),)

    @property
    def binds(self) -> tuple[Bind, ...]:
        return (
            Bind(str(self.asks), str(ASKS)),
            *_shown(self.datasets, self.seen.datasets),
            *self._covers,
            Bind(str(self.run), str(RUN), writable=True),
        )

    @property
    def _covers(self) -> tuple[Bind, ...]:
        """An empty folder over those images of MNIST that answers are examined with."""
        if not (self.datasets / MNIST).is_dir():
            return ()
        return (Bind(str(self.nothing), str(self.seen.datasets / MNIST)),)

    @property
    def rights(self) -> dict[str, int]:
        return RIGHTS

    @property
    def writable(self) -> tuple[Path, ...]:
        """The folders of this machine that fill up with what the student's process writes."""
        return () if self.shut_in else (self.root,)


def _shown(folder: Path | None, target: PurePath | None) -> tuple[Bind, ...]:
    """A folder that a course may lack; a link to it would lead nowhere from within."""
    return (Bind(str(folder.resolve()), str(target)),) if folder and folder.is_dir() else ()


@contextmanager
def workplace(
    assignment: str, datasets: Path, attachments: Mapping[str, bytes], shut_in: bool = True
) -> Iterator[Workplace]:
    """A fresh workplace with the files that were handed in beside the notebook; gone afterwards."""
    # A short path: the kernel's sockets lie in it, and their names may not pass 107 bytes.
    root = Path(tempfile.mkdtemp(prefix="autograde-"))
    try:
        place = Workplace(root, assignment, datasets, shut_in)
        for folder in (place.asks, place.run, place.nothing, place.cwd):
            folder.mkdir(parents=True)
        if not shut_in:
            Path(place.seen.home).mkdir()
            (place.course / "datasets").symlink_to(datasets)
        for name, content in attachments.items():
            parts = PurePosixPath(name).parts
            if ".." in parts or PurePosixPath(name).is_absolute():
                continue
            target = place.cwd.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if not (place.cwd / "datasets").exists():
            (place.cwd / "datasets").symlink_to("../../datasets")
        yield place
    finally:
        if shut_in:
            with suppress(FileNotFoundError):
                place.run.chmod(0o700)  # the kernel's user owns it, and can lock it
            shutil.rmtree(root)
        else:
            _remove(root)


def _remove(root: Path) -> None:
    """Remove a folder that a student's processes wrote to: locked, or nested without end.

    The system's own tools do it, because Python's would be stopped by the depth.
    """
    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        subprocess.run([*command, str(root)], capture_output=True, check=False)
