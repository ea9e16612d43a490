"""Memory in large pages: a fork has few of them to pass on, and an exit few to take back."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

#: From Linux's ``mman-common.h``; the size is that of x86-64 and of most ARM machines.
MADV_COLLAPSE = 25
LARGE_BYTES = 1 << 21
#: Joined at a time: it takes some hundredths of a second.
AT_ONCE = 16 * LARGE_BYTES

_libc = ctypes.CDLL(None)
_libc.madvise.argtypes = (ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int)


def join() -> Iterator[None]:
    """Put what lies on this process's heaps into large pages, where Linux (since 6.1) can.

    Nothing else changes, so that a refusal is no matter: then the pages stay small. It goes on a
    little with each step.
    """
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        addresses, rights, _, _, _, *name = line.split()
        if rights == "rw-p" and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in addresses.split("-"))
            first = -(-start // LARGE_BYTES) * LARGE_BYTES
            last = end // LARGE_BYTES * LARGE_BYTES
            for start in range(first, last, AT_ONCE):
                _libc.madvise(start, min(AT_ONCE, last - start), MADV_COLLAPSE)
                yield
