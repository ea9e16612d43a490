"""The IPython kernel that a forked process becomes: ipykernel's, without what it has no use for."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import zmq
from ipykernel import debugger, ipkernel
from ipykernel.kernelapp import IPKernelApp
from traitlets import Type


class NoThread:
    """Stands where ipykernel has the thread of the subshells: cells run in the main one."""

    def __bool__(self) -> bool:
        return False

    @property
    def parent_thread(self) -> threading.Thread:
        """Where a cell with ``await`` runs."""
        return threading.main_thread()


class Kernel(ipkernel.IPythonKernel):
    """ipykernel's kernel, which goes by whether the thread is there at all."""

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False


class KernelApp(IPKernelApp):
    """ipykernel's application, which is there in two thirds of the time.

    What it would look at, such as the name of each of thousands of modules, costs a copy of the
    page of memory that it shares with the zygote. So it has no debugger, which would listen at a
    port that the sandbox refuses, no subshells, a thread through which all messages would pass, no
    options where none are given, and nothing that runs before the first cell.
    """

    kernel_class = Type(Kernel, klass=ipkernel.IPythonKernel)

    def initialize(self, argv: Any = None) -> None:
        """Get ready to listen."""
        with _no_debugger():
            super().initialize(argv)  # type: ignore[no-untyped-call]

    def parse_command_line(self, argv: Any = None) -> None:
        """Read the options, where there are any."""
        if argv:
            super().parse_command_line(argv)

    def init_control(self, context: zmq.Context[Any]) -> None:
        """Listen for what concerns the kernel itself."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread = NoThread()

    def init_code(self) -> None:
        """Run nothing: whatever a student's home could hold comes with the first cell."""
        assert self.shell is not None
        self.shell.user_ns_hidden.update(self.shell.user_ns)
        sys.stdout.flush()
        sys.stderr.flush()


@contextmanager
def _no_debugger() -> Iterator[None]:
    """Let IPython make a kernel that has no debugger, and that notes no module's file for one."""
    debugger._is_debugpy_available = False
    namespace: Any = ipkernel
    namespace.sys, whole = SimpleNamespace(modules={}), namespace.sys
    try:
        yield
    finally:
        namespace.sys = whole
