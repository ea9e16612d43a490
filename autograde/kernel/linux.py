"""The calls to Linux that Python has no words for; each raises ``OSError`` when it is refused."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MNT_DETACH = 2

PR_SET_NO_NEW_PRIVS = 38
PR_CAPBSET_DROP = 24
PR_SET_SECUREBITS = 28
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
#: A program started by user 0 gets no capability for that, and this cannot be changed back.
SECURE = 0b11
CAPABILITY_VERSION_3 = 0x20080522

SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
IFF_UP = 1

_libc = ctypes.CDLL(None, use_errno=True)


def call(
    name: str, *arguments: int | bytes | ctypes.Structure | ctypes.Array[ctypes.c_char] | None
) -> int:
    """Call a function of the C library; its result, which is never negative."""
    converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result: int = getattr(_libc, name)(*converted)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def unshare(namespaces: int) -> None:
    """Move into new namespaces; of processes, the next child moves (``man 2 unshare``)."""
    call("unshare", namespaces)


def setns(descriptor: int, namespaces: int) -> None:
    """Move into the namespaces that a file of ``/proc/self/ns`` stands for (``man 2 setns``)."""
    call("setns", descriptor, namespaces)


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """``man 2 mount``."""
    call("mount", source.encode(), target.encode(), kind.encode(), flags, options.encode())


def bind(source: str, target: str, writable: bool) -> None:
    """Show the folder ``source``, with what is mounted in it, at ``target`` as well."""
    mount(source, target, flags=MS_BIND | MS_REC)
    flags = MS_NOSUID | MS_NODEV | (0 if writable else MS_RDONLY)
    # What an outer namespace has fixed (noexec, say) must be repeated, or the call is refused.
    fixed = os.statvfs(target).f_flag & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount("", target, flags=MS_BIND | MS_REMOUNT | flags | fixed)


def detach(target: str) -> None:
    """Take away a mount and all in it, out of reach for ever."""
    call("umount2", target.encode(), MNT_DETACH)


def loopback_up() -> None:
    """Switch on the only network interface of a new network namespace, 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh22x", b"lo", 0)
        _, flags = struct.unpack("16sh22x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request))
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", flags | IFF_UP))


def no_new_privileges() -> None:
    """Nothing that this process starts can gain what it has not."""
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def keep_capabilities_from_programs() -> None:
    """Keep this process's own capabilities, but hand them to no program that it starts."""
    call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    call("prctl", PR_SET_SECUREBITS, SECURE, 0, 0, 0)


def drop_capabilities() -> None:
    """Give all capabilities up, for good (``man 7 capabilities``)."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii"))
    for capability in range(last + 1):
        call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    call("capset", header, bytes(24))
