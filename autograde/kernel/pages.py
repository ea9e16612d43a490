"""Memory in large pages: a fork has few of them to pass on, and an exit few to take back."""

from __future__ import annotations

import ctypes
from pathlib import Path

#: From Linux's ``mman-common.h``; the size is that of x86-64 and of most ARM machines.
MADV_COLLAPSE = 25
LARGE_BYTES = 1 << 21

_libc = ctypes.CDLL(None)
_libc.madvise.argtypes = (ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int)


def join() -> None:
    """Put what lies on this process's heaps into large pages, where Linux (since 6.1) can.

    Nothing else changes, so that a refusal is no matter: then the pages stay small.
    """
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        addresses, rights, _, _, _, *name = line.split()
        if rights == "rw-p" and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in addresses.split("-"))
            first = -(-start // LARGE_BYTES) * LARGE_BYTES
            size = (end - first) // LARGE_BYTES * LARGE_BYTES
            if size > 0:
                _libc.madvise(first, size, MADV_COLLAPSE)
