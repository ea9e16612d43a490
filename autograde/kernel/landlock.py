"""Landlock: from here on this process writes to named folders only (``man 7 landlock``).

The wheel ``landlock`` knows files alone; without the scopes a signal would still get through.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from autograde.kernel.linux import call

# The same numbers on every architecture.
CREATE_RULESET: Final = 444
ADD_RULE: Final = 445
RESTRICT_SELF: Final = 446
VERSION: Final = 1
PATH_BENEATH: Final = 1

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
MAKE_SOCK = 1 << 9
TRUNCATE = 1 << 14
IOCTL_DEV = 1 << 15

READ = EXECUTE | READ_FILE | READ_DIR
#: How many rights on files each version of the interface knows.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
NEWEST_FILE_RIGHTS = 16
BIND_AND_CONNECT_TCP = 0b11
ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

EVERYTHING = (1 << NEWEST_FILE_RIGHTS) - 1
DEVICES = READ | WRITE_FILE | TRUNCATE | IOCTL_DEV
SOCKETS = READ | MAKE_SOCK


def version() -> int:
    """The version of the kernel's interface; 0 where there is none."""
    with suppress(OSError):
        return call("syscall", CREATE_RULESET, None, 0, VERSION)
    return 0


def restrict(rights: Mapping[str, int]) -> None:
    """Allow this process and its children the ``rights`` on what lies beneath each path, no more.

    They can reach no TCP port, and no process or abstract socket outside their own circle, so far
    as the kernel knows how to forbid it (versions 4 and 6).

    Raises
    ------
    OSError
        when the kernel has no Landlock, or a path is missing.
    """
    known = version()
    handled = (1 << FILE_RIGHTS.get(known, NEWEST_FILE_RIGHTS)) - 1
    network = BIND_AND_CONNECT_TCP if known >= 4 else 0
    scoped = ABSTRACT_SOCKETS_AND_SIGNALS if known >= 6 else 0
    fields = 1 + (known >= 4) + (known >= 6)
    attributes = struct.pack("QQQ", handled, network, scoped)[: 8 * fields]
    ruleset = call("syscall", CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path, allowed in rights.items():
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = struct.pack("=Qi", allowed & handled, place)
                call(
                    "syscall", ADD_RULE, ruleset, PATH_BENEATH, ctypes.create_string_buffer(rule), 0
                )
            finally:
                os.close(place)
        call("syscall", RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
