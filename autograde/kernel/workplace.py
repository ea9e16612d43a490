"""The folder in which one submission runs."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class Workplace:
    """The folders of one submission.

    Attributes
    ----------
    asks
        requests of the examiner; the student's process may only read them.
    answers, home, run
        what the student's process writes: answers, its home folder, the kernel's sockets.
    cwd
        where the notebook lies, as it does in a student's bundle: data are found at
        ``../../datasets`` and at ``datasets``.
    datasets
        the course's data.
    """

    root: Path
    cwd: Path
    datasets: Path

    @property
    def asks(self) -> Path:
        return self.root / "asks"

    @property
    def answers(self) -> Path:
        return self.root / "answers"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def course(self) -> Path:
        return self.root / "course"

    @property
    def writable(self) -> tuple[Path, ...]:
        """The folders that the student's process may write to."""
        return self.answers, self.home, self.run, self.course


@contextmanager
def workplace(
    assignment: str, datasets: Path, attachments: Mapping[str, bytes]
) -> Iterator[Workplace]:
    """A fresh workplace with the files that were handed in beside the notebook; gone afterwards."""
    # A short path: the kernel's sockets lie in it, and their names may not pass 107 bytes.
    root = Path(tempfile.mkdtemp(prefix="autograde-"))
    try:
        place = Workplace(root, root / "course" / "notebooks" / assignment, datasets)
        for folder in (place.asks, place.answers, place.home, place.run, place.cwd):
            folder.mkdir(parents=True)
        (place.course / "datasets").symlink_to(datasets)
        for name, content in attachments.items():
            parts = PurePosixPath(name).parts
            if ".." in parts or PurePosixPath(name).is_absolute():
                continue
            target = place.cwd.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if not (place.cwd / "datasets").exists():
            (place.cwd / "datasets").symlink_to(datasets)
        yield place
    finally:
        _remove(root)


def _remove(root: Path) -> None:
    """Remove a folder that a student's processes wrote to: locked, or nested without end.

    The system's own tools do it, because Python's would be stopped by the depth.
    """
    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        subprocess.run([*command, str(root)], capture_output=True, check=False)
