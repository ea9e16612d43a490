"""Start the zygote, and get kernels from it."""

from __future__ import annotations

import atexit
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from autograde.kernel import sandbox
from autograde.kernel.lending import borrow
from autograde.kernel.order import Order
from autograde.kernel.processes import children

#: Importing everything takes seconds; on a busy machine many.
READY_SECONDS = 120
GRACE_SECONDS = 1
#: Thousands of processes take their time to end.
END_SECONDS = 60
MESSAGE_BYTES = 1 << 16


class ZygoteFault(Exception):
    """There is no kernel to be had; the message says why."""


class _Gone(Exception):
    """There was no answer."""


class Kernel:
    """A kernel that has its order: a process, and all that it starts.

    Attributes
    ----------
    pid
        the number of its process on this machine.
    first
        that of the first process of its namespace, which inherits what others leave behind; without
        a namespace its own.
    """

    def __init__(self, line: socket.socket, pidfd: int, last: int, shut_in: bool) -> None:
        self._line = line
        self._pidfd = pidfd
        self._last = last
        self._shut_in = shut_in
        self._exit: int | None = None
        self._told: int | None = None
        self.pid = _pid(pidfd)
        self.first = _pid(last)

    def poll(self) -> int | None:
        """How its process ended, as ``Popen.poll`` says it; None while it runs."""
        if self._exit is None and _readable(self._pidfd):
            told = self.told(0) if _readable(self._line.fileno()) else None
            self._exit = -signal.SIGKILL if told is None else told
        return self._exit

    def told(self, seconds: float = END_SECONDS) -> int | None:
        """How its process ended, by the word of the zygote, which waits until all are gone.

        None where there is no word: the zygote has gone, and that has ended the kernel.

        Raises
        ------
        TimeoutError
            when the zygote is there and says nothing for so long.
        """
        if self._told is None:
            self._line.settimeout(seconds)
            self._told = _received(self._line).get("exit")
        return self._told

    def signal(self, number: int) -> None:
        """Send a signal to it and to what it has started in the foreground."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)  # it leads a session of its own

    def end(self) -> None:
        """Kill it and whatever it has started.

        The first process of a sandbox's process namespace takes all others with it.
        """
        with suppress(ProcessLookupError):
            if self._shut_in:
                signal.pidfd_send_signal(self._last, signal.SIGKILL)
            else:
                os.killpg(self.pid, signal.SIGKILL)

    def gone(self) -> bool:
        """Whether none of its processes is left."""
        return _readable(self._last)

    def close(self) -> None:
        """Let go of what ties it to this process."""
        self._line.close()
        os.close(self._pidfd)
        os.close(self._last)


class Zygote:
    """The process that kernels are forked from; started when it is first needed, or has died.

    With a ``lender``, the path of ``lending.lent``, that of another process is used as long as it
    is to be had.
    """

    def __init__(self, imports: tuple[str, ...], sandboxed: bool) -> None:
        self.lender: Path | None = None
        self._imports = imports
        self._sandboxed = sandboxed
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._log: IO[bytes] | None = None

    def warm_up(self) -> None:
        """Let it import everything while there is other work to do."""
        with self._lock:
            if self._control is None:
                self._begin()

    def share(self, customer: socket.socket) -> None:
        """Send the line to the zygote, which is started where it is not alive."""
        with self._lock:
            if not self._alive():
                self._begin()
            assert self._control is not None
            socket.send_fds(customer, [b"."], [self._control.fileno()])

    def start(self, order: Order) -> Kernel:
        """A kernel that carries out ``order``.

        Raises
        ------
        ZygoteFault
            when the zygote does not start, cannot import a module or refuses to fork; or the kernel
            could not shut itself in.
        """
        for attempt in ("first", "last"):
            with self._lock:
                line = self._ask()
            try:
                return _born(line, order)
            except _Gone as error:
                line.close()
                if attempt == "last":
                    raise ZygoteFault(f"{error} ({self._last_words()})") from error
                # Perhaps the zygote has been killed: then it is gone in a moment.
                with suppress(subprocess.TimeoutExpired), self._lock:
                    if self._process is None:
                        self.close()
                    else:
                        self._process.wait(GRACE_SECONDS)
            except BaseException:
                line.close()
                raise
        raise AssertionError

    def close(self) -> None:
        """End the zygote and all its kernels."""
        atexit.unregister(self.close)
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            # While it imports it would not see that nobody needs it any more.
            if self._process.poll() is None:
                inside = children(self._process.pid) if self._sandboxed else [self._process.pid]
                for pid in inside:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def _ask(self) -> socket.socket:
        """Ask for a kernel; the line to it, which is dead where the zygote turns out to be."""
        if not self._alive():
            self._begin()
        assert self._control is not None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(READY_SECONDS)
        with theirs, suppress(OSError):
            socket.send_fds(self._control, [b"."], [theirs.fileno()])
        return ours

    def _alive(self) -> bool:
        """Whether it was there when it was last heard of."""
        if self._process is None:
            return self._control is not None
        return self._process.poll() is None

    def _begin(self) -> None:
        self.close()
        if self.lender:
            with suppress(OSError):
                self._control = borrow(self.lender)
                return
        atexit.register(self.close)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (it is read when the zygote has gone)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        flag = "1" if self._sandboxed else "0"
        command = [sys.executable, "-P", "-m", "autograde.kernel.zygote", flag, *self._imports]
        env = environment()
        if self._sandboxed:
            command = sandbox.command(command)
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                env=env,
                cwd="/",
                start_new_session=True,  # a Ctrl-C is meant for the grader, which ends this
            )

    def _last_words(self) -> str:
        if self._log is None:
            return "it is another process's"
        self._log.seek(0)
        lines = self._log.read()[-MESSAGE_BYTES:].decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"


def zygote(imports: tuple[str, ...], sandboxed: bool) -> Zygote:
    """The zygote of this process for these imports."""
    return _zygote(os.getpid(), imports, sandboxed)


@functools.cache
def _zygote(pid: int, imports: tuple[str, ...], sandboxed: bool) -> Zygote:
    """One for each process: a forked one may have been forked while a lock was held."""
    return Zygote(imports, sandboxed)


def environment() -> dict[str, str]:
    """What every kernel's environment holds, and that of the zygote: nothing is inherited."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/home",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        # One thread: of several, a fork would take only one along.
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _born(line: socket.socket, order: Order) -> Kernel:
    """The kernel at the other end of ``line``."""
    pidfd, last = _expected(line, 2)
    try:
        line.send(order.to_json())
        _expected(line, 0)
        return Kernel(line, pidfd, last, "bubblewrap" in order.layers)
    except BaseException:
        os.close(pidfd)
        os.close(last)
        raise


def _expected(line: socket.socket, count: int) -> list[int]:
    """The descriptors that come with the next message; without any, it says that all is ready."""
    try:
        message, fds, _, _ = socket.recv_fds(line, MESSAGE_BYTES, 2)
    except TimeoutError as error:
        raise ZygoteFault(f"no kernel came within {READY_SECONDS} seconds") from error
    said: dict[str, Any] = json.loads(message) if message.startswith(b"{") else {}
    if len(fds) == count and (fds or "ready" in said):
        return fds
    for descriptor in fds:
        os.close(descriptor)
    if "error" in said:
        raise ZygoteFault(said["error"])
    raise _Gone("the process that should become the kernel has ended")


def _received(line: socket.socket) -> dict[str, Any]:
    with suppress(ConnectionError):
        message = line.recv(MESSAGE_BYTES)
        return dict(json.loads(message)) if message else {}
    return {}


def _readable(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def _pid(pidfd: int) -> int:
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise ZygoteFault("the system does not say which process the kernel is")
