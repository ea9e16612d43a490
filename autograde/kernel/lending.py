"""Lend the zygote of one process to others of the same user on this machine."""

from __future__ import annotations

import itertools
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograde.kernel.warm import Zygote


@contextmanager
def lent(zygote: Zygote, times: int | None = None) -> Iterator[Path]:
    """Whoever connects to the socket at this path gets the line to the zygote.

    Only the same user can reach it: it lies in a folder of their own. Where it is lent so many
    ``times`` only, all who come later are refused.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener,
    ):
        path = Path(folder, "zygote")
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=_serve, args=(listener, zygote, times))
        thread.start()
        try:
            yield path
        finally:
            with suppress(OSError):  # it is closed, when nobody else was to come
                # Closing a socket does not wake whoever waits at it.
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def borrow(path: Path) -> socket.socket:
    """The line to a zygote that is lent.

    Raises
    ------
    OSError
        when it is lent no longer.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as customer:
        customer.connect(str(path))
        _, fds, _, _ = socket.recv_fds(customer, 1, 1)
    if not fds:
        raise ConnectionError(f"nobody lends at {path}")
    return socket.socket(fileno=fds[0])


def _serve(listener: socket.socket, zygote: Zygote, times: int | None) -> None:
    with listener, suppress(OSError):  # the listener is shut down
        for _ in itertools.count() if times is None else range(times):
            customer, _ = listener.accept()
            with customer, suppress(OSError):
                zygote.share(customer)
