"""Open an archive of submissions that anybody may have made."""

from __future__ import annotations

import io
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Self, cast

from autograde.lms import salvage
from autograde.lms.salvage import Allowance

MAX_ENTRIES = 1_000_000
MAX_INNER_ENTRIES = 20_000
MAX_ENTRY_BYTES = 100_000_000
MAX_RATIO = 200
#: What learning-management systems and operating systems write; others are slow or vast to unpack.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
HEADER_BYTES = 30
#: All that the standard library raises at archives which are no archives.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
#: Names as Chinese systems write them: pairs of bytes, none of them ASCII.
GBK = re.compile(rb"(?:[\x00-\x7f]|[\x81-\xfe][\x80-\xfe])*")


class ArchiveError(Exception):
    """An archive that cannot be used at all."""


class Damaged(Exception):
    """A file of an archive that cannot be read; the message says why."""


@dataclass(frozen=True)
class Entry:
    """A file of an archive, under a name that is fit to be shown, or the reason for refusing it."""

    name: str
    refused: str | None = None
    _place: zipfile.ZipInfo | Path | None = field(default=None, repr=False, compare=False)


class Archive:
    """The files of a zip archive, or of a folder to which a browser has unpacked one.

    Nothing is written anywhere, and a file is only read when it is asked for. Of an archive that
    was cut off, all is there that is whole, and last, refused, what is not.

    Parameters
    ----------
    source
        where it lies, or the content of an archive that was found in another.
    allowance
        how much may be unpacked to see what is whole, when it was cut off.

    Raises
    ------
    ArchiveError
        when it is missing, no zip archive, or nothing of it is whole.
    """

    def __init__(self, source: Path | bytes, allowance: Allowance | None = None) -> None:
        self._allowance = allowance or Allowance()
        self._unpack: Callable[[zipfile.ZipInfo], bytes]
        with ExitStack() as self._stack:
            if isinstance(source, Path) and source.is_dir():
                self.entries = tuple(_of_folder(source))
            else:
                self.entries = tuple(self._of_zip(source))
            self._stack = self._stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(self, entry: Entry) -> bytes:
        """The content of a file, of at most ``MAX_ENTRY_BYTES``.

        Raises
        ------
        Damaged
            when it cannot be unpacked, or is not what the archive says.
        """
        try:
            if isinstance(entry._place, Path):
                return entry._place.read_bytes()
            assert entry._place is not None
            return self._unpack(entry._place)
        except BROKEN as error:
            raise Damaged(f"it is damaged ({error})") from error

    def _of_zip(self, source: Path | bytes) -> Iterator[Entry]:
        infos, end, cut = self._listed(source)
        if len(infos) > MAX_ENTRIES:
            raise ArchiveError(
                f"{source!s} holds more than {MAX_ENTRIES:,} files: collect it in parts"
            )
        overlapping = _overlapping(infos, end)
        seen: set[str] = set()
        for info in infos:
            name = _name(info)
            if info.is_dir() or name.endswith("/"):
                continue
            refused = _danger(name, info)
            if info.header_offset in overlapping:
                refused = "it shares its bytes with another file, as zip bombs do"
            if name in seen:
                refused = "the archive holds it twice, and the first one counts"
            seen.add(name)
            yield Entry(_shown(name), refused, info)
        if cut is not None:
            yield Entry(_shown(cut), f"the archive was cut off here: {_again(source)}")

    def _listed(self, source: Path | bytes) -> tuple[list[zipfile.ZipInfo], int, str | None]:
        """The entries, where they end, and what was cut off if it was."""
        if isinstance(source, bytes):
            if max(map(source.count, (b"PK\x01\x02", b"PK\x03\x04"))) > MAX_INNER_ENTRIES:
                raise ArchiveError(f"it holds more than {MAX_INNER_ENTRIES:,} files")
            shown, file = "it", cast(BinaryIO, io.BytesIO(source))
        else:
            if not source.exists():
                raise ArchiveError(f"{source} does not exist: give the path of the download")
            try:
                shown, file = str(source), source.open("rb")
            except OSError as error:
                raise ArchiveError(
                    f"{source} cannot be read ({error.strerror}): look at its permissions"
                ) from error
        self._stack.enter_context(file)
        try:
            archive = self._stack.enter_context(zipfile.ZipFile(file))
            infos = archive.infolist()
            # An archive that lies last in one that was cut off would be read in its place.
            if infos and min(info.header_offset for info in infos) > 0:
                raise zipfile.BadZipFile("its beginning belongs to another archive")
        except BROKEN as error:
            infos, cut = salvage.walk(file, self._allowance)
            if not infos:
                raise ArchiveError(
                    f"{shown} is no zip archive, or was cut off on its way ({error}): "
                    f"{_again(source)}"
                ) from error
            self._unpack = partial(salvage.read, file)
            return infos, sys.maxsize, cut or "the list of files at the end of the archive"
        self._unpack = archive.read
        return infos, archive.start_dir, None


def _of_folder(folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield Entry(_shown(name), "it is a link")
        elif path.is_file():
            size = path.stat().st_size
            yield Entry(_shown(name), _too_large(size) or _bad_path(name), path)


def _danger(name: str, info: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if bad := _bad_path(name):
        return bad
    if kind and kind != stat.S_IFREG:
        return "it is a link" if stat.S_ISLNK(kind) else "it is no regular file"
    if info.flag_bits & 0x1:
        return "it is encrypted"
    if info.compress_type not in METHODS:
        return f"it is packed by a method that is rarely used ({info.compress_type})"
    if bad := _too_large(info.file_size):
        return bad
    if info.file_size > 1_000_000 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return f"it unpacks to more than {MAX_RATIO} times its size"
    return None


def _bad_path(name: str) -> str | None:
    if any(not character.isprintable() for character in name):
        return "its name holds characters that cannot be printed"
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "its path leads out of the archive"
    return None


def _too_large(size: int) -> str | None:
    return f"it unpacks to {size / 1e6:,.0f} MB" if size > MAX_ENTRY_BYTES else None


def _overlapping(infos: Iterable[zipfile.ZipInfo], end: int) -> set[int]:
    """Where files begin whose bytes run into another's: zip bombs are made that way."""
    ordered = sorted((info.header_offset, info.compress_size) for info in infos)
    following = [offset for offset, _ in ordered[1:]] + [end]
    found = {
        offset
        for (offset, size), next_offset in zip(ordered, following, strict=False)
        if offset + HEADER_BYTES + size > next_offset
    }
    return found | {b for (a, _), (b, _) in pairwise(ordered) if a == b}


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; one that does not say how it is written is UTF-8, GBK or cp437."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437")
        for encoding in ("utf-8", "gbk"):
            if encoding == "gbk" and not GBK.fullmatch(raw):
                continue
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def _again(source: Path | bytes) -> str:
    return "it has to be handed in again" if isinstance(source, bytes) else "download it again"
