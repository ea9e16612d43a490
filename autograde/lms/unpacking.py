"""The files of one attempt, with what lies in the archives among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograde.lms.archive import Archive, ArchiveError, Damaged
from autograde.lms.naming import NOTEBOOK, is_clutter
from autograde.lms.salvage import Allowance

MAX_DEPTH = 2
MAX_FILES = 2_000
MAX_BYTES = 300_000_000
#: Archives that only a person opens.
OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zipx")


@dataclass(frozen=True)
class Loose:
    """A file that a student handed in, on its own or in an archive.

    Attributes
    ----------
    shown
        where it was found: ``work.zip » ex1.ipynb``.
    path
        its path as the student had it; within its archive, where there is one.
    refused
        why it is not looked at.
    """

    shown: str
    path: str
    content: bytes = b""
    refused: str | None = None


class Unpacker:
    """Opens archives in archives, up to what one attempt may hold in all."""

    def __init__(self) -> None:
        self._files = 0
        self._bytes = 0
        self._allowance = Allowance(MAX_BYTES)

    def files(self, shown: str, path: str, content: bytes, depth: int = 0) -> Iterator[Loose]:
        """A file, or what the archive that it is holds."""
        lower = path.casefold()
        if lower.endswith(OTHER_ARCHIVES):
            yield Loose(shown, path, refused="it is an archive: unpack it by hand")
        elif not lower.endswith(".zip"):
            yield self._counted(Loose(shown, path, content))
        elif depth == MAX_DEPTH:
            yield Loose(shown, path, refused=f"archives in archives are opened {MAX_DEPTH} deep")
        else:
            yield from self._inside(shown, path, content, depth)

    def _inside(self, shown: str, path: str, content: bytes, depth: int) -> Iterator[Loose]:
        # What was handed in is no larger than the system allows; what it unpacks to may be.
        self._bytes += len(content) if depth else 0
        try:
            with Archive(content, self._allowance) as archive:
                if not archive.entries:
                    yield Loose(shown, path, refused="it is an archive without any file")
                # Should there be too much, then at least not too few notebooks.
                for entry in sorted(archive.entries, key=lambda e: not NOTEBOOK.search(e.name)):
                    inner = f"{shown} » {entry.name}"
                    if entry.refused:
                        yield Loose(inner, entry.name, refused=entry.refused)
                    elif is_clutter(entry.name):
                        yield Loose(inner, entry.name)
                    elif self._full:
                        yield Loose(inner, entry.name, refused="the attempt holds too much")
                    else:
                        try:
                            unpacked = archive.read(entry)
                        except Damaged as error:
                            yield Loose(inner, entry.name, refused=str(error))
                        else:
                            yield from self.files(inner, entry.name, unpacked, depth + 1)
        except ArchiveError as error:
            yield Loose(shown, path, refused=str(error))

    @property
    def _full(self) -> bool:
        return self._files >= MAX_FILES or self._bytes >= MAX_BYTES

    def _counted(self, file: Loose) -> Loose:
        self._files += 1
        self._bytes += len(file.content)
        if self._files > MAX_FILES or self._bytes > MAX_BYTES:
            return Loose(file.shown, file.path, refused="the attempt holds too much")
        return file
