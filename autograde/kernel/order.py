"""What a kernel is to be: decided outside, carried out by the process that becomes it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

#: The layers inside; the supervisor outside is one more. ``--unsafe`` grades with none.
LAYERS = ("bubblewrap", "landlock", "seccomp", "rlimits")

#: The folder in memory that holds all that a shut-in kernel may write.
HOME = PurePosixPath("/home")
STUDENT = HOME / "student"
TMP = HOME / "tmp"
SHM = HOME / "shm"
#: Mount points of its sockets and of the examiner's requests.
RUN = PurePosixPath("/run/kernel")
ASKS = PurePosixPath("/run/asks")
#: Where the zygote sees the machine; a kernel has lost it before it runs anything.
HOST = PurePosixPath("/host")


@dataclass(frozen=True)
class Bind:
    """A folder of the machine, and where the kernel sees it."""

    source: str
    target: str
    writable: bool = False


@dataclass(frozen=True)
class Order:
    """One kernel.

    Attributes
    ----------
    connection
        the content of its connection file.
    arguments
        further arguments of ipykernel.
    cwd, env
        working directory, as the kernel sees it, and the whole environment.
    copied
        folders of the machine that are copied to where it may write.
    binds
        folders of the machine that it sees.
    rights
        what Landlock allows it on each path (``autograde.kernel.landlock``).
    filter
        seccomp's instructions, in hexadecimal.
    memory_bytes, cpu_seconds, processes, disk_bytes
        limits; no CPU time is no limit.
    cores
        the processor cores that it runs on; all of them where none is named.
    output_bytes
        after how much output it falls silent.
    layers
        which of ``LAYERS`` shut it in.
    """

    connection: dict[str, Any]
    cwd: str
    env: dict[str, str]
    memory_bytes: int
    disk_bytes: int
    processes: int
    output_bytes: int
    cpu_seconds: int | None = None
    cores: tuple[int, ...] = ()
    arguments: tuple[str, ...] = ()
    copied: tuple[Bind, ...] = ()
    binds: tuple[Bind, ...] = ()
    rights: dict[str, int] = field(default_factory=dict)
    filter: str = ""
    layers: tuple[str, ...] = LAYERS

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Order:
        fields = json.loads(text)
        for name in ("copied", "binds"):
            fields[name] = tuple(Bind(**bind) for bind in fields[name])
        return cls(**fields)
