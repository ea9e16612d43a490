"""The folders in which one submission runs."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograde.kernel.order import ANSWERS, ASKS, RUN, STUDENT


@dataclass(frozen=True)
class Seen:
    """Where the student's process finds things.

    Attributes
    ----------
    asks
        requests of the examiner.
    answers, home, run
        what the process writes: answers, its home folder, the kernel's sockets.
    course
        the folder that holds what a student's bundle holds.
    cwd
        where the notebook lies, as it does in a student's bundle: data are found at
        ``../../datasets`` and at ``datasets``.
    """

    asks: PurePosixPath
    answers: PurePosixPath
    home: PurePosixPath
    run: PurePosixPath
    course: PurePosixPath
    cwd: PurePosixPath

    @property
    def datasets(self) -> PurePosixPath:
        return self.course / "datasets"


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
    def cwd(self) -> Path:
        return self.course / "notebooks" / self.assignment

    @property
    def seen(self) -> Seen:
        """The same as the student's process sees it."""
        within = ("notebooks", self.assignment)
        if self.shut_in:
            course = STUDENT / "course"
            return Seen(ASKS, ANSWERS, STUDENT, RUN, course, course.joinpath(*within))
        root, course = PurePosixPath(self.root), PurePosixPath(self.course)
        home, answers = root / "home", root / "answers"
        return Seen(root / "asks", answers, home, root / "run", course, course.joinpath(*within))

    @property
    def writable(self) -> tuple[Path, ...]:
        """The folders of this machine that fill up with what the student's process writes."""
        return () if self.shut_in else (self.root,)


@contextmanager
def workplace(
    assignment: str, datasets: Path, attachments: Mapping[str, bytes], shut_in: bool = True
) -> Iterator[Workplace]:
    """A fresh workplace with the files that were handed in beside the notebook; gone afterwards."""
    # A short path: the kernel's sockets lie in it, and their names may not pass 107 bytes.
    root = Path(tempfile.mkdtemp(prefix="autograde-"))
    try:
        place = Workplace(root, assignment, datasets, shut_in)
        for folder in (place.asks, place.run, place.cwd):
            folder.mkdir(parents=True)
        if not shut_in:
            for seen in (place.seen.home, place.seen.answers):
                Path(seen).mkdir()
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
        _remove(root)


def _remove(root: Path) -> None:
    """Remove a folder that a student's processes wrote to: locked, or nested without end.

    The system's own tools do it, because Python's would be stopped by the depth.
    """
    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        subprocess.run([*command, str(root)], capture_output=True, check=False)
