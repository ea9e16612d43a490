"""The process that kernels are forked from: it imports everything once and runs nothing itself.

It is started within the sandbox (``autograde.kernel.warm``) and listens on standard input, a
socket. One kernel is always forked ahead and waits, shut off but without a task. Whoever asks for
a kernel sends a socket of its own; over this one the waiting process gets its order, and says when
it is ready. The zygote never sees an order, so that no kernel can find another's in its memory.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import random
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from autograde.kernel import confine, linux, pages, rehearsal
from autograde.kernel.order import Order
from autograde.staying import for_good

if TYPE_CHECKING:
    from autograde.kernel.app import KernelApp

#: Beside the course's own list: what every kernel needs.
OURS = ("autograde.kernel.app", "autograde.kernel.printing", "autograde.exam.agent")
MESSAGE_BYTES = 1 << 17
#: Of an error that may name thousands of files.
MAX_ERROR = 2000
#: Does nothing, but counts as the first process of its kernel: when it ends, so do all others.
INIT = ("/usr/bin/sleep", "infinity")
SEED = 0
#: What is done at leisure costs as much as it saves in so many kernels: whoever has had them will
#: want as many again.
PAYS = 50
#: When no kernel has come or gone for so long, nobody waits for one.
QUIET_MS = 1000


@dataclass
class _Kernel:
    """A forked process, and the first process of its namespace (absent without the sandbox).

    ``line`` leads to the process while it waits, then to whoever asked for it.
    """

    pid: int
    pidfd: int
    line: socket.socket
    init: int | None = None
    initfd: int | None = None
    status: int = 0

    @property
    def last(self) -> int:
        """The descriptor that tells when all processes of the kernel are gone."""
        return self.pidfd if self.initfd is None else self.initfd


def main() -> None:
    """``zygote SANDBOXED [module ...]``: import the modules, then fork kernels on demand."""
    control = socket.socket(fileno=os.dup(0))
    _silence(0, 1)
    sandboxed = sys.argv[1] == "1"
    fault = None
    with for_good():
        try:
            _import((*sys.argv[2:], *OURS))
            _import(_needed_by_a_kernel())
            rehearsal.rehearse()
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
    if sandboxed:
        linux.keep_capabilities_from_programs()
    _become(_serve(control, sandboxed, fault), sandboxed)


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        importlib.import_module(name)


def _needed_by_a_kernel() -> tuple[str, ...]:
    """What a kernel imports until its first cell has run, as a trial shows."""
    before = set(sys.modules)
    reading, writing = os.pipe()
    if os.fork() == 0:
        _silence(2)
        with contextlib.suppress(BaseException), tempfile.TemporaryDirectory() as folder:
            app = _app({"transport": "ipc", "ip": f"{folder}/k"}, Path(folder), ())
            app.shell.run_cell("None")  # type: ignore[union-attr]
            names = [name for name in sys.modules if name not in before]
            os.write(writing, json.dumps(names).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        names = json.loads(pipe.read() or b"[]")
    os.wait()
    return tuple(name for name in names if _can_be_imported(name))


def _can_be_imported(name: str) -> bool:
    """Some modules are made by others, under names that no file has."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def _serve(control: socket.socket, sandboxed: bool, fault: str | None) -> socket.socket:
    """Fork kernels until ``control`` is closed; returns in a forked process, with its line."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    kernels: dict[int, _Kernel] = {}
    waiting: _Kernel | None = None
    leisure = _at_leisure()
    given = 0
    poll = select.poll()
    poll.register(control, select.POLLIN)
    while True:
        fault = fault or _threads()
        if waiting is None and fault is None:
            child = _fork(own, sandboxed)
            if isinstance(child, socket.socket):
                # They are the zygote's: forgotten here, not closed by whoever collects them later.
                for inherited in (control, *(kernel.line for kernel in kernels.values())):
                    inherited.detach()
                _close_all_but(child.fileno())
                return child
            waiting = child
            for descriptor in {child.pidfd, child.last}:
                kernels[descriptor] = child
                poll.register(descriptor, select.POLLIN)
        for descriptor, _ in _events(poll, leisure, 0 if given >= PAYS else QUIET_MS):
            if descriptor == control.fileno():
                message, (*fds,), _, _ = socket.recv_fds(control, 1, 1)
                if not message:  # whoever started this is gone
                    os._exit(0)
                line = socket.socket(fileno=fds[0])
                if waiting is None:
                    line.send(json.dumps({"error": fault}).encode())
                    line.close()
                    continue
                _hand_over(waiting, line)
                given += 1
                waiting = None
                break
            kernel = kernels[descriptor]
            poll.unregister(descriptor)
            del kernels[descriptor]
            if descriptor == kernel.pidfd:
                _ended(kernel)
                waiting = None if kernel is waiting else waiting
            if descriptor == kernel.last:
                _gone(kernel)


def _at_leisure() -> Iterator[None]:
    """What makes kernels faster, but holds up whoever asks for one meanwhile; step by step."""
    yield from rehearsal.stumble()
    gc.freeze()
    yield from pages.join()


def _events(poll: select.poll, leisure: Iterator[None], quiet: int) -> list[tuple[int, int]]:
    """What has happened; where nothing does for ``quiet`` milliseconds, go on with ``leisure``."""
    events = poll.poll(quiet)
    while not events:
        events = poll.poll(None if next(leisure, "done") else 0)
    return events


def _threads() -> str | None:
    """Why no kernel can be forked: of several threads only one would be in it, the locks of all."""
    count = len(list(Path("/proc/self/task").iterdir()))
    if count == 1:
        return None
    return (
        f"the imported modules have started {count - 1} threads, so that a process forked now "
        "could hang: take out of course.toml, [kernel] imports, what starts them"
    )


def _fork(own: int, sandboxed: bool) -> _Kernel | socket.socket:
    """A new process that waits for its order; in that process its line."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    init = initfd = None
    if sandboxed:
        linux.unshare(linux.CLONE_NEWPID)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # sleep inherits it: its orphans just go
        init = os.posix_spawn(INIT[0], INIT, {})
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        initfd = os.pidfd_open(init)
    pid = os.fork()
    if pid == 0:
        ours.detach()
        return theirs
    if sandboxed:
        linux.setns(own, linux.CLONE_NEWPID)
    theirs.close()
    return _Kernel(pid, os.pidfd_open(pid), ours, init, initfd)


def _hand_over(kernel: _Kernel, line: socket.socket) -> None:
    """Connect a waiting process with whoever asked for a kernel."""
    with contextlib.suppress(OSError):  # either may have gone; then the other finds out
        socket.send_fds(line, [b"."], [kernel.pidfd, kernel.last])
        socket.send_fds(kernel.line, [b"."], [line.fileno()])
    kernel.line.close()
    kernel.line = line


def _ended(kernel: _Kernel) -> None:
    """Its process has ended: take away what it has left running."""
    _, kernel.status = os.waitpid(kernel.pid, 0)
    if kernel.initfd is not None:
        signal.pidfd_send_signal(kernel.initfd, signal.SIGKILL)


def _gone(kernel: _Kernel) -> None:
    """All its processes are gone: report how it ended."""
    if kernel.init is not None and kernel.initfd is not None:
        os.waitpid(kernel.init, 0)
        os.close(kernel.initfd)
    os.close(kernel.pidfd)
    with contextlib.suppress(OSError):
        kernel.line.send(json.dumps({"exit": os.waitstatus_to_exitcode(kernel.status)}).encode())
    kernel.line.close()


def _become(line: socket.socket, sandboxed: bool) -> NoReturn:
    """In the forked process: wait for an order, shut it in accordingly, become the kernel."""
    problem: Exception | None = None
    try:
        if sandboxed:
            confine.leave_the_others()
    except OSError as error:
        problem = error
    message, (*fds,), _, _ = socket.recv_fds(line, 1, 1)
    if not message:
        os._exit(0)
    line.close()
    customer = socket.socket(fileno=fds[0])
    try:
        if problem:
            raise problem
        app = _kernel(Order.from_json(customer.recv(MESSAGE_BYTES)))
        # Whoever waits can connect now. No line of a student's has run yet; none will find this.
        customer.send(json.dumps({"ready": True}).encode())
    except Exception as error:
        told = f"{type(error).__name__}: {error}"[:MAX_ERROR]
        customer.send(json.dumps({"error": told}).encode())
        os._exit(1)
    customer.close()
    app.start()  # type: ignore[no-untyped-call]
    sys.exit(0)


def _kernel(order: Order) -> KernelApp:
    """The kernel of an order, shut in and listening."""
    from autograde.kernel.printing import CappedStream

    confine.shut_in(order)
    os.chdir(order.cwd)
    # Descriptors of its own: what is set on an inherited one, all others would see.
    _silence(0, 1, 2)
    os.environ.clear()
    os.environ.update(order.env)
    CappedStream.room = order.output_bytes
    _seed()
    sys.path.insert(0, "")  # as Jupyter has it: files beside the notebook can be imported
    runtime = Path(order.env["HOME"], ".local", "share", "jupyter", "runtime")
    runtime.mkdir(parents=True)
    return _app(order.connection, runtime, order.arguments)


def _app(connection: dict[str, object], folder: Path, arguments: tuple[str, ...]) -> KernelApp:
    """An IPython kernel that listens where ``connection`` says."""
    from autograde.kernel import figures, tracebacks
    from autograde.kernel.app import KernelApp
    from autograde.kernel.printing import CappedStream

    file = folder / "kernel.json"
    file.write_text(json.dumps(connection), encoding="utf-8")
    stream = f"{CappedStream.__module__}.{CappedStream.__name__}"
    app = KernelApp.instance(connection_file=str(file), outstream_class=stream)
    # A file with the history of its cells would go with the kernel.
    app.config.HistoryManager.hist_file = ":memory:"
    # What is printed has been sent when it is flushed; whoever reads waits for the word "idle".
    app.config.Kernel._execute_sleep = 0.0
    sys.argv = ["ipykernel_launcher.py", "-f", str(file)]
    app.initialize([*arguments])
    tracebacks.hurry(app.shell)
    figures.hurry(app.shell)
    return app


def _seed() -> None:
    """Every kernel starts with the same random numbers, so that a class is graded alike."""
    random.seed(SEED)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(SEED)
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.manual_seed(SEED)


def _silence(*descriptors: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(null, descriptor)
    os.close(null)


def _close_all_but(*kept: int) -> None:
    for entry in Path("/proc/self/fd").iterdir():
        if int(entry.name) > 2 and int(entry.name) not in kept:
            with contextlib.suppress(OSError):  # the one that listed them
                os.close(int(entry.name))


if __name__ == "__main__":
    main()
