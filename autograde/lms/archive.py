"""Open an archive of submissions that anybody may have made."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MAX_ENTRY_BYTES = 100_000_000
MAX_RATIO = 200


class ArchiveError(Exception):
    """An archive that cannot be used at all."""


@dataclass(frozen=True)
class Entry:
    """A file of an archive: its content, or the reason why it was refused."""

    name: str
    content: bytes = b""
    refused: str | None = None


def entries(path: Path) -> Iterator[Entry]:
    """The files of a zip archive; each that is not harmless comes with the reason and no content.

    Raises
    ------
    ArchiveError
        when the file is missing, is no zip archive or was cut off.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            seen: set[str] = set()
            for info in archive.infolist():
                if info.is_dir():
                    continue
                refused = _danger(info, seen)
                seen.add(info.filename)
                yield Entry(info.filename, refused=refused) if refused else _read(archive, info)
    except FileNotFoundError as error:
        raise ArchiveError(f"{path} does not exist") from error
    except (zipfile.BadZipFile, OSError) as error:
        raise ArchiveError(
            f"{path} is no zip archive, or was cut off while it was downloaded ({error}): "
            "download it again"
        ) from error


def _danger(info: zipfile.ZipInfo, seen: set[str]) -> str | None:
    name = PurePosixPath(info.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        return "its path leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    if info.flag_bits & 0x1:
        return "it is encrypted"
    if info.filename in seen:
        return "the archive holds it twice"
    if info.file_size > MAX_ENTRY_BYTES:
        return f"it unpacks to {info.file_size / 1e6:,.0f} MB"
    if info.file_size > 1_000_000 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return "it unpacks to more than 200 times its size"
    return None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
    try:
        return Entry(info.filename, archive.read(info))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        return Entry(info.filename, refused=f"it is damaged ({error})")
