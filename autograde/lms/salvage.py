"""What is whole in a zip archive that was cut off: the list of its files stood at its end."""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

LOCAL = struct.Struct("<4s5H3L2H")
DESCRIPTOR = struct.Struct("<4s3L")
CHUNK = 1 << 16
UTF_8, SIZES_FOLLOW = 0x800, 0x8
MAX_BYTES = 2_000_000_000


class _Cut(Exception):
    """The file ends within an entry, or too much would have to be unpacked to find its end."""


class Allowance:
    """How much may be unpacked only to see where files end, in one archive or in several."""

    def __init__(self, left: int = MAX_BYTES) -> None:
        self._left = left

    def take(self, size: int) -> None:
        """Use some of it up; stops the search when nothing is left."""
        self._left -= size
        if self._left < 0:
            raise _Cut


def walk(file: BinaryIO, allowance: Allowance) -> tuple[list[ZipInfo], str]:
    """The entries of an archive from its first byte on, as far as they are whole.

    Returns them, and the name of the first that is not; it is empty when the list of files is
    missing or broken, but no file.
    """
    found: list[ZipInfo] = []
    offset = 0
    while True:
        file.seek(offset)
        head = file.read(LOCAL.size)
        if len(head) < LOCAL.size or head[:4] != b"PK\x03\x04":
            return found, ""
        _, _, flags, method, _, _, crc, packed, size, name_bytes, extra_bytes = LOCAL.unpack(head)
        name = file.read(name_bytes).decode("utf-8" if flags & UTF_8 else "cp437", "replace")
        start = offset + LOCAL.size + name_bytes + extra_bytes
        info = ZipInfo(name)
        info.header_offset, info.flag_bits, info.compress_type = offset, flags, method
        try:
            if flags & SIZES_FOLLOW:
                if method != ZIP_DEFLATED:
                    return found, name
                crc, packed, size = _measured(file, start, allowance)
                offset = start + packed + DESCRIPTOR.size
            else:
                offset = start + packed
            file.seek(offset - 1)
            if not file.read(1):
                raise _Cut
        except (_Cut, zlib.error):
            return found, name
        info.CRC, info.compress_size, info.file_size = crc, packed, size
        found.append(info)


def read(file: BinaryIO, info: ZipInfo) -> bytes:
    """The content of an entry that :func:`walk` found.

    Raises
    ------
    ValueError
        when it is not what its checksum says.
    zlib.error
        when it cannot be unpacked.
    """
    file.seek(info.header_offset)
    *_, name_bytes, extra_bytes = LOCAL.unpack(file.read(LOCAL.size))
    file.seek(name_bytes + extra_bytes, 1)
    content = file.read(info.compress_size)
    if info.compress_type != ZIP_STORED:
        content = zlib.decompressobj(-15).decompress(content, info.file_size + 1)
    if zlib.crc32(content) != info.CRC:
        raise ValueError("its checksum is wrong")
    return content


def _measured(file: BinaryIO, start: int, allowance: Allowance) -> tuple[int, int, int]:
    """Checksum and sizes of an entry that tells them only behind its content."""
    file.seek(start)
    unpacker = zlib.decompressobj(-15)
    crc = size = fed = 0
    while not unpacker.eof:
        chunk = unpacker.unconsumed_tail
        if not chunk:
            chunk = file.read(CHUNK)
            fed += len(chunk)
            if not chunk:
                raise _Cut
        piece = unpacker.decompress(chunk, CHUNK)
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        allowance.take(len(piece))
    packed = fed - len(unpacker.unused_data)
    file.seek(start + packed)
    told = file.read(DESCRIPTOR.size)
    if told != DESCRIPTOR.pack(b"PK\x07\x08", crc, packed, size):
        raise _Cut
    return crc, packed, size
